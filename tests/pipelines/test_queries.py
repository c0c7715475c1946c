"""The page of questions and answers says what the samples answer."""

from __future__ import annotations

from pipelines.queries import PAGE, read_questions, write_queries_page


def test_the_page_of_questions_is_what_the_samples_answer(sample_run):
    page = write_queries_page(sample_run.settings.warehouse)
    assert PAGE.read_text(encoding="utf-8") == page, "stale; run: linewatch run && python -m pipelines.queries"


def test_there_are_twenty_questions_and_each_is_answered(sample_run):
    assert len(read_questions()) >= 20
    parts = write_queries_page(sample_run.settings.warehouse).split("\n## ")[1:]
    assert all(len(part.split("| --- |")[-1].strip().splitlines()) >= 1 for part in parts)
