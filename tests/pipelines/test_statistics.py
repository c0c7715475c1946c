"""Comparing a build's filled cells with those of the builds before."""

from __future__ import annotations

from pipelines.statistics import compare_filled

BEFORE = [{"filled": {"fee.termination": cells, "refund.deposit": 1}} for cells in (10, 12, 11)]


def test_a_code_that_lost_most_of_its_cells_is_told_with_both_counts() -> None:
    found = compare_filled({"fee.termination": 5, "refund.deposit": 0}, BEFORE)
    assert (found.offenders, found.severity) == (1, "warn")
    assert found.examples == ("fee.termination: 5 cells, usually 11",)


def test_one_odd_build_is_not_the_norm() -> None:
    odd = {"filled": {"fee.termination": 90}}
    assert compare_filled({"fee.termination": 10}, [*BEFORE, odd]).offenders == 0


def test_a_code_that_vanished_is_told_and_a_first_build_has_nothing_to_fear() -> None:
    assert compare_filled({}, BEFORE).offenders == 1
    assert compare_filled({}, []).offenders == 0
    assert compare_filled({}, [{"tables": {}}]).offenders == 0
