"""What all tests share: none of them sees the environment's own settings or data."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

_OURS = ("LINEWATCH_", "DAGSTER_")


@pytest.fixture(autouse=True, scope="session")
def bare_environment() -> Iterator[None]:
    """Take the settings of the person who runs the tests out of the environment."""
    held = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith(_OURS)}
    yield
    os.environ.update(held)
