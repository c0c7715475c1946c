"""Starts crawls as child processes and reports what came of them: Scrapy can run once in a process, and may fall.

`python -m spiders.runner` is the child. Importing this module imports no Scrapy.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from select import select
from time import monotonic
from typing import IO, Any, TextIO

from archive.store import Archive
from schemas.errors import LinewatchError
from schemas.ids import format_instant, parse_instant
from schemas.registry import load_registry
from schemas.sources import Kind
from spiders.patience import HOST_BUDGET
from spiders.planning import Crawl
from spiders.reach import check_contact
from spiders.reports import CrawlReport, PublisherReport

CONTACT_VARIABLE = "LINEWATCH_CONTACT"
_FAREWELL_SECONDS = 20.0
_SILENCE_SECONDS = 900.0
_TELLING_SECONDS = 0.1

Progress = Callable[["CrawlReport", dict[str, Any]], None]


def crawl(
    registry_folder: Path,
    publishers: Sequence[str] | None,
    data: Path,
    instant: datetime,
    proxy: str | None = None,
    *,
    contact: str | None = None,
    timeout_seconds: float | None = None,
    again: bool = False,
    budget: int = HOST_BUDGET,
    unhealthy: Iterable[str] = (),
    discover: bool = False,
    meet: bool = False,
    progress: Progress | None = None,
) -> CrawlReport:
    """Fetch the declared pages of publishers (all when None) into the archive below `data`, as captures of one instant.

    `contact` is the environment's LINEWATCH_CONTACT unless given; `again`, `budget`, `unhealthy`, `discover` and
    `meet` are told at planning.Crawl. `progress` hears of each event of the child with the report so far. Raises
    LinewatchError for names that nothing declares, and when pages of others' servers are to be fetched without a
    contact; whatever happens on the way is in the report.
    """
    registry = load_registry(registry_folder)
    asked = registry.publishers if publishers is None else [registry.publisher(name).id for name in publishers]
    names = tuple(dict.fromkeys(asked))
    if contact is None:
        contact = os.environ.get(CONTACT_VARIABLE) or None
    left_out = {Kind.FOLDER} if discover else {Kind.FOLDER, Kind.DISCOVERY}
    pages = [page for page in registry.sources.values() if page.publisher in names and page.kind not in left_out]
    check_contact((page.url for page in pages if page.url is not None), proxy, contact)
    job = Crawl(
        names, data, instant.astimezone(UTC), proxy, contact, timeout_seconds, again, budget, frozenset(unhealthy),
        discover, meet,
    )  # fmt: skip
    report = _begin_report(job)
    if names:
        _run_apart(job, registry_folder, report, progress)
    return report


def _begin_report(job: Crawl) -> CrawlReport:
    """Make the files beside the crawl that its child needs; LinewatchError where the data directory refuses them."""
    stamp = format_instant(job.instant).replace(":", "").replace("-", "")
    log = job.data / "logs" / f"crawl-{stamp}.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        _name_unhealthy(job).write_text("".join(f"{digest}\n" for digest in sorted(job.unhealthy)), "ascii")
    except OSError as error:
        raise LinewatchError(
            f"{job.data}: cannot be written ({error.strerror}); name another data directory"
        ) from error
    return CrawlReport(job.instant, log, {name: PublisherReport() for name in job.publishers})


def _run_apart(job: Crawl, registry_folder: Path, report: CrawlReport, progress: Progress | None) -> None:
    """Run a crawl in a child; if that falls, run each publisher that it left unfinished in a child of its own."""
    fall = _run_child(job, registry_folder, report, progress)
    for capture in Archive(job.data / "archive").recover() if fall is not None else ():
        if capture.captured_at == job.instant and capture.publisher in report.publishers:
            report.publishers[capture.publisher].outcomes[capture.verdict or "unjudged"] += 1
    unfinished = [name for name in job.publishers if report.publishers[name].is_unfinished]
    if fall is not None and len(job.publishers) > 1:
        for name in unfinished:
            _run_apart(replace(job, publishers=(name,)), registry_folder, report, progress)
        return
    for name in unfinished:
        report.publishers[name].crash = f"{fall or 'some pages gave no capture'}; see {report.log}"
        report.publishers[name].may_pass = True


def _run_child(job: Crawl, registry_folder: Path, report: CrawlReport, progress: Progress | None) -> str | None:
    """Run a crawl in one child to its end and note its events; returns how the child fell, or None."""
    is_done = False
    with report.log.open("ab") as log, subprocess.Popen(  # noqa: S603 - our own interpreter and module
        _command(job, registry_folder), env=_environment(job),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
        start_new_session=True,  # an interrupt at the terminal is for this process, which tells the child
    ) as child:
        if child.stdin is None or child.stdout is None:
            raise LinewatchError("the crawl's process has no pipes; run again")
        try:
            for event in _read_events(child.stdout, child.kill):
                is_done = is_done or event["event"] == "done"
                _note(event, report)
                if progress is not None:
                    progress(report, event)
        finally:
            child.stdin.close()  # the child ends by itself when nobody listens any more
            child.stdout.close()
            _wait(child)
    return None if is_done else f"the crawl's process ended with {child.returncode}"


def _command(job: Crawl, registry_folder: Path) -> list[str]:
    command = [sys.executable, "-P", "-m", "spiders.runner", "--sources", str(registry_folder), "--data", str(job.data)]
    command += ["--instant", format_instant(job.instant), "--stop-at-end-of-input"]
    command += [f"--publisher={name}" for name in job.publishers]
    command += [] if job.proxy is None else ["--proxy", job.proxy]
    command += ["--again"] if job.again else []
    command += ["--discover"] if job.discover else []
    command += ["--meet"] if job.meet else []
    command += ["--budget", str(job.budget), "--unhealthy", str(_name_unhealthy(job))]
    command += [] if job.timeout_seconds is None else ["--timeout-seconds", str(job.timeout_seconds)]
    return command


def _name_unhealthy(job: Crawl) -> Path:
    """Return the file by which a child is told the digests of bodies that are not the page, for they may be many."""
    return job.data / "logs" / "unhealthy-bodies.txt"


def _environment(job: Crawl) -> dict[str, str]:
    root = str(Path(__file__).resolve().parents[1])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONUNBUFFERED": "1"}
    environment.pop(CONTACT_VARIABLE, None)
    return environment if job.contact is None else environment | {CONTACT_VARIABLE: job.contact}


def _read_events(output: IO[bytes], stop: Callable[[], None]) -> Iterator[dict[str, Any]]:
    """Yield a child's events, and stop it when it is silent for longer than any page may take."""
    rest = b""
    while True:
        if not select([output], [], [], _SILENCE_SECONDS)[0]:
            stop()
        chunk = os.read(output.fileno(), 65_536)
        if not chunk:
            return
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            with suppress(ValueError):  # something else that was printed is no event
                yield json.loads(line)


def _note(event: dict[str, Any], report: CrawlReport) -> None:
    if "publisher" not in event:
        return
    publisher = report.publishers[event["publisher"]]
    match event["event"]:
        case "planned":
            if publisher.planned is None:
                publisher.skipped.update(event["skipped"])
            publisher.planned = publisher.kept + event["fetches"]
            publisher.attempted = publisher.kept
        case "followed":
            publisher.planned = (publisher.planned or 0) + event["fetches"]
        case "attempted":
            publisher.attempted += 1
        case "kept":
            publisher.outcomes.update(event["outcomes"])
        case "crashed":
            publisher.crash = event["what"]
        case unknown:
            raise ValueError(f"the crawl's process told of {unknown!r}")


def _wait(child: subprocess.Popen[bytes]) -> None:
    try:
        child.wait(_FAREWELL_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()


def main() -> int:
    """Run as the child: crawl in this process, with events on standard output and all else on standard error."""
    from spiders.crawling import crawl_here  # the process that starts crawls needs nothing of what they need

    options = _read_options()
    events = _Events(_claim_output())
    if options.stop_at_end_of_input:
        threading.Thread(target=_stop_at_end_of_input, daemon=True).start()
    unhealthy = options.unhealthy.read_text("ascii").split() if options.unhealthy else ()
    job = Crawl(
        tuple(options.publisher), options.data, options.instant, options.proxy,
        os.environ.get(CONTACT_VARIABLE) or None, options.timeout_seconds,
        options.again, options.budget, frozenset(unhealthy), options.discover, options.meet,
    )  # fmt: skip
    try:
        crawl_here(job, load_registry(options.sources), events.tell)
    except LinewatchError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m spiders.runner", description=main.__doc__)
    parser.add_argument("--sources", type=Path, required=True, help="folder of declarations")
    parser.add_argument("--publisher", action="append", required=True, help="a publisher's id; may be repeated")
    parser.add_argument("--data", type=Path, required=True, help="data directory")
    parser.add_argument("--instant", type=parse_instant, required=True, help="the instant of all captures, ISO 8601")
    parser.add_argument("--proxy", help="HTTP proxy for every request")
    parser.add_argument("--timeout-seconds", type=float, help="longest wait for one answer")
    parser.add_argument("--again", action="store_true", help="fetch also what is fresh")
    parser.add_argument("--discover", action="store_true", help="follow the discovery sources, and nothing else")
    parser.add_argument("--meet", action="store_true", help="fetch unverified pages that were never asked for only")
    parser.add_argument("--budget", type=int, default=HOST_BUDGET, help="requests that a host gets in 24 hours")
    parser.add_argument("--unhealthy", type=Path, help="file with digests of bodies that are not the page, a line each")
    parser.add_argument("--stop-at-end-of-input", action="store_true", help="end when standard input is closed")
    return parser.parse_args()


def _claim_output() -> TextIO:
    """Keep standard output for events; what else is printed goes to standard error."""
    events = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    return events


class _Events:
    """Tells what happens, a JSON line each; attempts are many, so they are told a few at a time."""

    def __init__(self, output: TextIO) -> None:
        self._output = output
        self._telling = threading.Lock()
        self._told_at = 0.0

    def tell(self, event: dict[str, Any]) -> None:
        """Tell an event; when nobody listens any more, what was fetched is archived all the same."""
        with self._telling, suppress(BrokenPipeError):
            is_due = event["event"] != "attempted" or monotonic() - self._told_at > _TELLING_SECONDS
            print(json.dumps(event), file=self._output, flush=is_due)
            if is_due:
                self._told_at = monotonic()


def _stop_at_end_of_input() -> None:
    """Ask the crawl to end, as a person would, once the process that started it is gone."""
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
