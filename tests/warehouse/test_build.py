"""Building and publishing: beside the published file, under a lock, and equal for equal readings."""

from __future__ import annotations

import re
import subprocess
import sys

import duckdb
import pytest

from schemas.errors import BuildError, LinewatchError
from schemas.registry import load_registry
from schemas.tables import TABLES
from warehouse.build import build
from warehouse.connection import open_read_only
from warehouse.digests import table_digests
from warehouse.lock import hold_build_lock
from warehouse.publish import publish

APP = "channel.app available"


def test_every_declared_table_is_built_with_its_columns_types_and_comments(world):
    report = world.build()
    assert report.tables.keys() == TABLES.keys()
    with duckdb.connect(str(report.path), read_only=True) as connection:
        comments = dict(connection.execute(
            "SELECT schema_name || '.' || table_name, comment FROM duckdb_tables() WHERE NOT internal").fetchall())
        columns = connection.execute(
            "SELECT schema_name || '.' || table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal "
            "ORDER BY schema_name, table_name, column_index").fetchall()
    assert comments == {key: table.comment for key, table in TABLES.items()}
    assert columns == [
        (key, column.name, column.comment) for key, table in sorted(TABLES.items()) for column in table.columns
    ]


def test_equal_readings_make_equal_tables_whatever_the_run_is_called(world):
    world.declare("news-daily", 'name = "Daily"\ntier = "news"\ncountry = "CN"\n'
                                '[[source]]\nname = "a"\nurl = "http://n.test/a"\n')
    world.capture("cn-mobile/leaving", "2026-01-01", APP, "channel.store available")
    world.capture("cn-mobile/leaving", "2026-02-01", APP)
    world.capture("news-daily/a", "2026-02-01", "channel.app unavailable", kind="news", published="2026-01-01")
    first, second = (table_digests(world.build(run).path) for run in ("one", "two"))
    assert first == second
    assert first.keys() == TABLES.keys() - {"raw.build"}


def test_the_order_in_which_readings_were_written_does_not_matter(world):
    world.capture("cn-mobile/leaving", "2026-01-01", APP, "channel.store available")
    world.capture("cn-mobile/leaving", "2026-02-01", APP)
    first = table_digests(world.build("one").path)
    for rows in world.rows["cn-mobile"].values():
        rows.reverse()
    assert table_digests(world.build("two").path) == first


def test_a_warehouse_speaks_as_of_its_newest_capture_unless_told(world):
    world.capture("cn-mobile/leaving", "2026-01-01", APP)
    assert f"{world.build('one').now:%Y-%m-%d}" == "2026-01-01"
    assert f"{world.build('two', now='2026-05-05').now:%Y-%m-%d}" == "2026-05-05"


def test_nothing_read_yet_makes_a_whole_matrix_of_what_is_not_known(world):
    bases = world.query("SELECT DISTINCT basis FROM core.cells ORDER BY ALL")
    assert bases == [("not_applicable",), ("not_observed",)]


def test_readings_of_a_publisher_that_is_no_longer_declared_are_left_alone(world):
    world.capture("cn-mobile/leaving", "2026-01-01", APP)
    world.write()
    (world.root / "sources" / "cn" / "mobile.toml").unlink()
    world.declare("cn-unicom", 'name = "U"\ntier = "carrier"\ncountry = "CN"\n'
                               '[[source]]\nname = "a"\nurl = "http://u.test/a"\n')
    report = build(world.data, load_registry(world.root / "sources"), "run-1")
    assert report.tables["raw.captures"] == 0


def test_a_damaged_reading_is_named_and_leaves_no_build(world):
    world.capture("cn-mobile/leaving", "2026-01-01", APP)
    world.write()
    path = world.data / "read" / "claims" / "cn-mobile.parquet"
    path.write_bytes(b"rubbish")
    with pytest.raises(BuildError, match=re.escape(str(path))):
        build(world.data, load_registry(world.root / "sources"), "run-1")
    assert not list((world.data / "build").glob("*.duckdb*"))


def test_a_run_that_would_be_no_file_name_is_refused(world):
    with pytest.raises(BuildError, match="run"):
        world.build("../escape")


def test_a_second_build_is_refused_while_one_runs_and_told_which(world):
    world.write()
    with hold_build_lock(world.data / "build", "the-first"), pytest.raises(BuildError, match="the-first"):
        world.build("the-second")
    assert world.build("the-second").path.is_file()


def test_the_lock_of_a_process_that_was_killed_is_free(world):
    folder = world.data / "build"
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom warehouse.lock import hold_build_lock\n"
        "with hold_build_lock(Path(sys.argv[1]), 'killed'):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        with pytest.raises(BuildError, match="killed"):
            world.build()
        holder.kill()
    assert "killed" in (folder / "lock").read_text()
    assert world.build().path.is_file()


def test_publishing_replaces_the_file_under_open_readers_and_removes_old_builds(world):
    world.capture("cn-mobile/leaving", "2026-01-01", APP)
    published = publish(world.build("one").path, world.data)
    assert published == world.data / "warehouse.duckdb"
    count = "SELECT count(*) FROM core.claim_spells"
    with duckdb.connect(str(published), read_only=True) as reader:
        world.capture("cn-mobile/leaving", "2026-02-01", APP, "channel.store available")
        abandoned = world.build("abandoned").path
        publish(world.build("two").path, world.data)
        assert reader.execute(count).fetchone() == (1,)
        # The new file is another file: a process that opens it now sees it.
        code = "import duckdb, sys; print(duckdb.connect(sys.argv[1], read_only=True).execute(sys.argv[2]).fetchall())"
        command = [sys.executable, "-c", code, str(published), count]
        assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "[(2,)]\n"
    assert not abandoned.exists()
    assert not list((world.data / "build").glob("*.duckdb*"))


def test_offenders_of_a_blocking_check_keep_the_old_warehouse(world):
    world.capture("cn-mobile/leaving", "2026-01-01", APP)
    published = publish(world.build("one").path, world.data)
    before = table_digests(published)
    world.rows["cn-mobile"]["claims"][0]["quote"] = "words that are not there"
    report = world.build("two")
    assert [check.name for check in report.blocking] == ["claims_are_grounded"]
    with pytest.raises(BuildError, match="claims_are_grounded: 1 found"):
        publish(report.path, world.data)
    assert table_digests(published) == before


def test_a_warning_does_not_keep_a_warehouse_from_being_published(world):
    world.capture("cn-mobile/leaving", "2026-01-01", APP, carriers=["cn-unheard-of"])
    report = world.build()
    assert [check.name for check in report.checks if check.offenders] == ["names_are_declared"]
    assert publish(report.path, world.data).is_file()


def test_publishing_what_is_no_build_is_refused(world):
    with pytest.raises(BuildError, match="no such build"):
        publish(world.data / "build" / "missing.duckdb", world.data)
    rubbish = world.root / "rubbish.duckdb"
    rubbish.write_bytes(b"x" * 5000)
    with pytest.raises(BuildError, match="not a finished build"):
        publish(rubbish, world.data)


@pytest.mark.parametrize("sql", [
    "CREATE TABLE t AS SELECT 1", "DELETE FROM raw.claims", "SELECT * FROM read_csv('/etc/hosts')", "INSTALL httpfs",
    "COPY (SELECT 1) TO 'out.csv'", "ATTACH 'other.duckdb'", "SET enable_external_access = true",
    "SET memory_limit = '1GB'",
])
def test_who_asks_a_warehouse_can_do_nothing_else(world, sql):
    published = publish(world.build().path, world.data)
    with open_read_only(published) as connection, pytest.raises(duckdb.Error):
        connection.execute(sql)


def test_a_warehouse_that_is_not_there_or_none_is_told(tmp_path):
    with pytest.raises(LinewatchError, match="no warehouse"), open_read_only(tmp_path / "missing.duckdb"):
        pass
    rubbish = tmp_path / "rubbish.duckdb"
    rubbish.write_bytes(b"x" * 5000)
    with pytest.raises(LinewatchError, match="cannot be opened"), open_read_only(rubbish):
        pass


def test_the_file_is_of_the_storage_version_that_older_shells_read(world):
    # Bytes 12 to 20 of a DuckDB file hold the storage version: 64 and 65 are those of 1.0 to 1.2.
    with world.build().path.open("rb") as file:
        head = file.read(20)
    assert head[8:12] == b"DUCK" and int.from_bytes(head[12:20], "little") in (64, 65)


def test_a_source_that_stays_blocked_is_told_once_and_what_it_said_last_stands(world):
    world.capture("cn-mobile/leaving", "2026-01-01", "channel.app available")
    world.capture("cn-mobile/leaving", "2026-01-02", "channel.app available", outcome="not_modified")
    for day in ("03", "04", "05"):
        world.capture("cn-mobile/leaving", f"2026-01-{day}", outcome="blocked")
    events = world.query("SELECT state_before, state, happened_at::DATE::VARCHAR, last_healthy_at::DATE::VARCHAR "
                         "FROM core.source_events ORDER BY happened_at")
    assert events == [(None, "healthy", "2026-01-01", None), ("healthy", "blocked", "2026-01-03", "2026-01-02")]
    [state] = world.query("SELECT last_outcome, outcome_since_at::DATE::VARCHAR, claims_count FROM out.sources")
    assert state == ("blocked", "2026-01-03", 1)
