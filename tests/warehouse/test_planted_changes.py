"""A small generated archive: every planted change is told once, and no noise is told as one."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_every_planted_change_is_told_once_and_no_other(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [str(ROOT), *sys.path])
    from benchmarks.corpora.archives import write_archive
    from benchmarks.planted_changes import find_changes

    manifest, planted = write_archive(tmp_path, sources=40, captures=20, seed=7)
    assert len(planted) > 60
    assert find_changes(tmp_path, manifest) == Counter(planted)
