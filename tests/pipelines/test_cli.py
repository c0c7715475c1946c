"""The command line: what it prints where, and with which exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from pipelines.cli import app
from pipelines.settings import PROJECT, SAMPLES
from schemas.errors import LinewatchError
from tests.pipelines.conftest import SampleRun

PAGE = SAMPLES / "site/1/cn-mobile.sample.test/support/leaving.html"


def run(*arguments: object, stdin: str | bytes | None = None, **environment: object) -> Result:
    variables = {name: str(value) for name, value in environment.items()}
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin, env=variables)


def ask(sample_run: SampleRun, *arguments: object) -> Result:
    """Run a command on the samples' data."""
    return run(*arguments, "--sample", LINEWATCH_DATA=sample_run.settings.data.parent)


def records(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    rows: list[dict[str, Any]] = json.loads(result.stdout)
    return rows


def test_an_error_that_a_user_can_mend_is_one_line_without_a_traceback(tmp_path: Path) -> None:
    command = [Path(sys.executable).parent / "linewatch", "sql", "SELECT 1", "--data", tmp_path]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "linewatch build" in done.stderr


@pytest.mark.parametrize("arguments", [["compare", "--lang", "fr"], ["nonsense"], ["explain"], ["import"]])
def test_a_command_that_is_not_understood_exits_with_2(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_sql_answers_in_each_form(sample_run: SampleRun) -> None:
    at = "TIMESTAMPTZ '2026-07-01 02:00Z'"
    query = f"SELECT 1 AS one, NULL AS nothing, ['a', 'b'] AS list, {at} AS at, '=x|y' AS text"
    assert records(ask(sample_run, "sql", query, "-f", "json")) == [
        {"one": 1, "nothing": None, "list": ["a", "b"], "at": "2026-07-01T02:00:00Z", "text": "=x|y"}
    ]
    assert ask(sample_run, "sql", query, "-f", "csv").stdout.splitlines() == [
        "one,nothing,list,at,text", """1,,"[""a"", ""b""]",2026-07-01T02:00:00Z,'=x|y""",
    ]  # fmt: skip
    assert "| 1 |  |" in ask(sample_run, "sql", query, "-f", "md").stdout
    assert "x\\|y" in ask(sample_run, "sql", query, "-f", "md").stdout
    assert "2026-07-01T02:00:00Z" in ask(sample_run, "sql", query).stdout


@pytest.mark.parametrize(
    "query", ["CREATE TABLE out.x AS SELECT 1", "COPY out.coverage TO 'x.csv'", "FROM read_text('x.txt')", "", "no"]
)
def test_sql_can_only_read_the_warehouse(sample_run: SampleRun, query: str) -> None:
    result = ask(sample_run, "sql", query)
    assert result.exit_code == 1
    assert isinstance(result.exception, LinewatchError)


def test_compare_has_a_row_for_each_cell_and_none_is_blank(sample_run: SampleRun) -> None:
    cells = records(ask(sample_run, "compare", "-c", "cn-mobile", "-r", "CN", "-r", "CN-GD", "-f", "json"))
    assert {cell["region_id"] for cell in cells} == {"CN", "CN-GD"}
    assert all(cell["policy_en"] and cell["policy_zh"] and cell["dataset"] == "SAMPLE" for cell in cells)


def test_compare_shows_carriers_across_and_conditions_down(sample_run: SampleRun) -> None:
    text = ask(sample_run, "compare", "--region", "CN", "--lang", "zh").stdout
    assert text.startswith("SAMPLE")
    assert "中国移动" in text
    assert "\x1b[" not in text
    assert all(line == line.rstrip() for line in text.splitlines())
    attribute_only = ask(sample_run, "compare", "--region", "CN", "-a", "document").stdout
    assert "Original ID" in attribute_only
    assert "Refund" not in attribute_only


def test_compare_writes_a_file_as_markdown(sample_run: SampleRun, tmp_path: Path) -> None:
    result = ask(sample_run, "compare", "-f", "md", "-o", tmp_path / "new" / "comparison.md")
    assert (result.exit_code, result.stdout) == (0, "")
    assert (tmp_path / "new" / "comparison.md").read_text("utf-8").startswith("# SAMPLE")


@pytest.mark.parametrize(
    ("option", "name", "hint"), [("-c", "cn-mobil", "cn-mobile"), ("-r", "CN-XX", "CN-"), ("-a", "chanel", "channel")]
)
def test_an_unknown_name_is_refused_with_those_that_come_close(
    sample_run: SampleRun, option: str, name: str, hint: str
) -> None:
    result = ask(sample_run, "compare", option, name)
    assert isinstance(result.exception, LinewatchError)
    assert hint in str(result.exception)


def test_changes_are_told_newest_first_and_since_an_instant(sample_run: SampleRun) -> None:
    found = records(ask(sample_run, "changes", "-f", "json"))
    assert [one["observed_at"] for one in found] == sorted((one["observed_at"] for one in found), reverse=True)
    late = records(ask(sample_run, "changes", "--since", "2026-09-01", "-f", "json"))
    assert 0 < len(late) < len(found)
    table = ask(sample_run, "changes").stdout
    assert table.startswith("SAMPLE")
    assert "cn-unicom/leaving" in table


def test_changes_refuse_an_instant_that_is_none(sample_run: SampleRun) -> None:
    result = ask(sample_run, "changes", "--since", "yesterday")
    assert "2026-07-01" in str(result.exception)


def test_explain_shows_the_words_and_the_page(sample_run: SampleRun) -> None:
    text = ask(sample_run, "explain", "cn-unicom", "CN", "document.sim_card").stdout
    assert "SAMPLE" in text
    assert "holds" in text
    assert "http://cn-unicom.sample.test/help/xiaohu.html" in text
    assert "2026-08-01" in text


def test_the_readme_shows_what_is_printed(sample_run: SampleRun) -> None:
    readme = (PROJECT / "README.md").read_text("utf-8")
    shown = readme.split("<!-- output: explain -->\n```\n")[1].split("```")[0]
    assert ask(sample_run, "explain", "cn-mobile", "CN-GD", "timing.refund").stdout.strip() == shown.strip()


def test_explain_speaks_chinese_and_tells_of_addresses_that_nobody_verified(sample_run: SampleRun) -> None:
    text = ask(sample_run, "explain", "cn-mobile", "CN-GD", "channel.app", "--lang", "zh").stdout
    assert "虚构示例" in text
    assert "地区自己的页面" in text
    assert "own page" not in text
    lines = [line for line in text.splitlines() if "始于" in line]
    assert {"网址未经核对" in line for line in lines if "web-kaguides/" in line} == {True}
    assert {"网址未经核对" in line for line in lines if "cn-mobile/" in line} == {False}


@pytest.mark.parametrize("condition", ["document", "document.sim_car", "documents.sim_card"])
def test_explain_refuses_a_condition_that_there_is_not(sample_run: SampleRun, condition: str) -> None:
    assert isinstance(ask(sample_run, "explain", "cn-unicom", "CN", condition).exception, LinewatchError)


def test_extract_writes_a_line_for_each_text_with_exact_offsets() -> None:
    texts = [
        {"id": "a", "text": "中国移动号码销户须携带身份证原件。", "title": "中国移动销户", "published": "2026-01-01"},
        {"id": "b", "text": "今天天气很好。", "unknown": 1},
    ]
    result = run("extract", "--jsonl", stdin="\n".join(json.dumps(text, ensure_ascii=False) for text in texts))
    assert result.exit_code == 0, result.output
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert first.keys() == {"id", "carriers", "regions", "claims"}
    assert first["carriers"] == ["cn-mobile"]
    assert len(first["claims"]) > 0
    for claim in first["claims"]:
        assert texts[0]["text"][claim["start"] : claim["end"]] == claim["quote"]  # type: ignore[index]
    assert (second["id"], second["claims"]) == ("b", [])


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{", "no JSON"), ("[]", "no JSON object"),
        ('{"id": "x"}', '"text" is missing'), ('{"text": "x"}', '"id" is missing'),
        ('{"id": 1, "text": "x"}', '"id" is int'), ('{"id": "x", "text": null}', '"text" is NoneType'),
        ('{"id": "x", "text": "x", "published": "soon"}', '"published" is no date'),
    ],
)  # fmt: skip
def test_a_malformed_line_is_told_by_its_number_and_the_rest_goes_on(line: str, what: str) -> None:
    good = '{"id": "good", "text": "销户须携带身份证原件。"}'
    result = run("extract", "--jsonl", stdin=f"{good}\n{line}\n\n{good}\n")
    assert result.exit_code == 1
    assert [json.loads(found)["id"] for found in result.stdout.splitlines()] == ["good", "good"]
    assert "standard input:2: " in result.stderr
    assert what in result.stderr


def test_extract_reads_plain_files_and_tells_those_that_it_cannot(tmp_path: Path) -> None:
    (tmp_path / "notice.txt").write_text("销户须携带身份证原件。", "utf-8")
    (tmp_path / "old.txt").write_bytes("销户须携带身份证原件。".encode("gbk"))
    result = run("extract", tmp_path / "notice.txt", tmp_path / "old.txt", tmp_path / "none.txt")
    assert result.exit_code == 1
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == [str(tmp_path / "notice.txt")]
    assert "old.txt: is not UTF-8" in result.stderr
    assert "none.txt: cannot be read" in result.stderr


def test_probe_shows_outcome_outline_and_claims_of_a_saved_page() -> None:
    sources = {"LINEWATCH_SOURCES": SAMPLES / "sources"}
    text = run("probe", PAGE, "--source", "cn-mobile/leaving", **sources)
    assert text.exit_code == 0, text.output
    for words in ("outcome    ok", "language   zh-Hans", "outline", "claims", "document.sim_card not_required"):
        assert words in text.stdout
    assert isinstance(run("probe", "no-such-page.html", **sources).exception, LinewatchError)


def test_probe_of_another_server_needs_a_contact() -> None:
    result = run("probe", "http://www.example.org/", LINEWATCH_SOURCES=SAMPLES / "sources")
    assert "LINEWATCH_CONTACT" in str(result.exception)


@pytest.mark.parametrize("command", [["crawl"], ["run", "--live"]])
def test_a_crawl_of_others_servers_needs_a_contact(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "sources" / "cn").mkdir(parents=True)
    page = 'name = "page"\nurl = "http://www.example.org/leaving"'
    (tmp_path / "sources" / "cn" / "x.toml").write_text(f'name = "X"\ntier = "news"\n[[source]]\n{page}\n', "utf-8")
    places = {"LINEWATCH_DATA": tmp_path, "LINEWATCH_SOURCES": tmp_path / "sources", "LINEWATCH_STATE": tmp_path}
    result = run(*command, **places)
    assert "LINEWATCH_CONTACT" in f"{result.exception} {result.stderr}"
    assert result.exit_code == 1


def test_sources_are_listed_and_checked(tmp_path: Path) -> None:
    listed = records(run("sources", "list", "--sample", "-f", "json"))
    assert "cn-mobile/leaving" in [row["source"] for row in listed]
    checked = run("sources", "check", "--sample", "-f", "json", LINEWATCH_DATA=tmp_path / "empty")
    assert {row["state"] for row in records(checked)} == {"never_fetched"}
    assert "12 publishers" in checked.stderr
    (tmp_path / "cn").mkdir()
    (tmp_path / "cn" / "x.toml").write_text('name = "X"\ntier = "carier"\n', "utf-8")
    result = run("sources", "check", "--sources", tmp_path)
    assert "x.toml:2:" in str(result.exception)


def test_pages_are_imported_built_and_asked(tmp_path: Path) -> None:
    place = {"LINEWATCH_DATA": tmp_path, "LINEWATCH_SOURCES": SAMPLES / "sources"}
    imported = run("import", PAGE, "--source", "cn-mobile/leaving", "--captured-at", "2026-07-01", **place)
    assert imported.exit_code == 0, imported.output
    assert "imported 1 files" in imported.stderr
    built = run("build", **place)
    assert built.exit_code == 0, built.output
    answer = run("sql", "SELECT dataset, now_at FROM raw.build", "-f", "json", **place)
    assert records(answer) == [{"dataset": "LIVE", "now_at": "2026-07-01T00:00:00Z"}]
    exported = run("export", tmp_path / "handover", **place)
    assert exported.exit_code == 0, exported.output
    assert len(exported.stdout.splitlines()) == len(list((tmp_path / "handover").rglob("*.*")))


def test_what_cannot_be_imported_is_told(tmp_path: Path) -> None:
    result = run("import", tmp_path / "none.html", LINEWATCH_DATA=tmp_path, LINEWATCH_SOURCES=SAMPLES / "sources")
    assert result.exit_code == 1
    assert "none.html" in result.stderr


ANSWERS = {
    "checklist cn-mobile CN-GD": "Original ID: required (Store)",
    "exit-cost gb-ee GB --months-left 10 --monthly-fee 20": "190",
    "end-dates gb-ee GB --on 2026-09-03": "2026-09-17",
    "can-leave cn-mobile CN-GD CN-BJ": "disputed",
    "obligations -c cn-mobile": "contradicted by reports",
    "ease -r CN": "cn-mobile",
}


@pytest.mark.parametrize("command", ANSWERS)
def test_people_who_leave_are_answered_in_words_and_in_rows(sample_run: SampleRun, command: str) -> None:
    words = ask(sample_run, *command.split())
    assert words.exit_code == 0 and words.stdout.startswith("SAMPLE") and ANSWERS[command] in words.stdout
    assert records(ask(sample_run, *command.split(), "--format", "json"))
    assert ask(sample_run, *command.split(), "--lang", "zh").exit_code == 0


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("checklist cn-mobil CN", "cn-mobile"),
        ("exit-cost cn-mobile GB", "is a carrier of CN"),
        ("can-leave cn-mobile CN CN-BJ --channel pigeon", "no code of channel"),
        ("end-dates cn-mobile CN --on tomorrow", "2026-07-01"),
    ],
)
def test_a_question_about_what_is_not_declared_is_told_its_remedy(
    sample_run: SampleRun, command: str, told: str
) -> None:
    result = ask(sample_run, *command.split())
    assert result.exit_code == 1 and isinstance(result.exception, LinewatchError)
    assert told in str(result.exception)


def test_an_archive_goes_out_as_warc_and_comes_back_whole(sample_run: SampleRun, tmp_path: Path) -> None:
    written = ask(sample_run, "archive", "export", tmp_path / "all.warc.gz")
    assert written.exit_code == 0 and "66 captures" in written.stdout
    restored = run("import", "--warc", tmp_path / "all.warc.gz", LINEWATCH_DATA=tmp_path / "data")
    assert restored.exit_code == 0 and "restored 66 captures" in restored.stderr


def test_what_is_not_archived_cannot_be_forgotten(tmp_path: Path) -> None:
    result = run("archive", "forget", "0" * 64, "--reason", "asked for", LINEWATCH_DATA=tmp_path)
    assert result.exit_code == 1 and "no such body" in str(result.exception)


def test_the_export_of_a_part_as_of_a_day_holds_what_was_known_then(sample_run: SampleRun, tmp_path: Path) -> None:
    before = sample_run.settings.warehouse.read_bytes()
    chosen = ("-c", "cn-mobile", "-r", "CN", "-a", "timing.refund", "--lang", "en")
    said = {}
    for name, more in {"then": ("--as-of", "2026-07-15"), "now": ()}.items():
        done = ask(sample_run, "export", tmp_path / name, *chosen, *more)
        assert done.exit_code == 0, done.output
        records = json.loads((tmp_path / name / "SAMPLE-comparison.json").read_text("utf-8"))
        said[name] = (records["as_of"][:10], [row["policy_en"] for row in records["rows"]])
    assert said == {"then": ("2026-07-15", ["15 working days"]), "now": ("2026-09-01", ["7 working days"])}
    assert sample_run.settings.warehouse.read_bytes() == before
    assert not list((sample_run.settings.data / "build").glob("past-*"))


def test_the_export_with_the_report_names_the_page_to_open(sample_run: SampleRun, tmp_path: Path) -> None:
    done = ask(sample_run, "export", tmp_path, "--html", "--lang", "en", "-c", "gb-ee")
    assert done.exit_code == 0, done.output
    assert str(tmp_path / "SAMPLE-report" / "index.html") in done.stdout
    listed = {file["name"] for file in json.loads((tmp_path / "index.json").read_text("utf-8"))["files"]}
    there = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert listed == there - {"index.json"} and "SAMPLE-report/en/matrix/GB.html" in listed


def test_rows_as_tsv_are_a_line_each_and_tables_cut_nothing(sample_run: SampleRun) -> None:
    lines = ask(sample_run, "sql", "SELECT source_id, text FROM raw.documents", "-f", "tsv").stdout.splitlines()
    assert len(lines) > 10 and all(line.count("\t") == 1 for line in lines)
    shown = ask(sample_run, "sql", "SELECT repeat('长', 400) AS a, repeat('x', 300) AS b").stdout
    assert shown.count("长") == 400 and shown.count("x") == 300 and "\x1b" not in shown and "…" not in shown
