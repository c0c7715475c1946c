"""A cluster on this machine for tests and benchmarks: Postgres, Redis, an S3 server, Dagster's daemon, Celery workers.

Every worker has a data directory of its own, as if it were a machine of its own.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).parents[3]
POSTGRES_FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
_PATIENCE = 60.0  # seconds that a server may take to answer


def find_missing() -> str | None:
    """Return what this machine lacks for a cluster, None where all is there."""
    if not POSTGRES_FOLDERS:
        return "Postgres is not installed (Debian: apt-get install postgresql)"
    if shutil.which("redis-server") is None:
        return "Redis is not installed (Debian: apt-get install redis-server)"
    for module in ("dagster_celery", "dagster_postgres", "moto", "s3fs"):
        if importlib.util.find_spec(module) is None:
            return f"{module} is not installed (make test-cluster installs requirements-cluster.lock)"
    return None


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def wait_for_port(port: int) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


@dataclass
class Cluster:
    """The running servers, and the environment that leads to them."""

    folder: Path
    environment: dict[str, str]
    workers: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def data_of(self, worker: str) -> Path:
        return self.folder / "machines" / worker

    def environment_of(self, worker: str) -> dict[str, str]:
        return self.environment | {"LINEWATCH_DATA": str(self.data_of(worker))}

    def start_worker(self, name: str, queues: str, core: int | None = None) -> None:
        """Start a worker; with a core, it has that one only, as a machine of one core."""
        command = ["celery", "-A", "pipelines.defs.cluster", "worker", "-Q", queues, "--concurrency", "1", "-n", name]
        self.workers[name] = start(command, self.folder / f"{name}.log", self.environment_of(name))
        if core is not None:
            os.sched_setaffinity(self.workers[name].pid, {core})

    def kill_worker(self, name: str) -> None:
        """Kill a worker and all that it started at once, as when its machine goes."""
        worker = self.workers.pop(name)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    def stop_worker(self, name: str) -> None:
        worker = self.workers.pop(name)
        worker.terminate()
        worker.wait(30)

    def launch(self, job: str, config: dict[str, object], tags: dict[str, str]) -> subprocess.Popen[bytes]:
        """Have Dagster queue a run, as an operator does; returns the command at work."""
        command = ["dagster", "job", "launch", "-m", "pipelines.definitions", "-j", job]
        command += ["--config-json", json.dumps(config), "--tags", json.dumps(tags)]
        return start(command, self.folder / "launches.log", self.environment_of("operator"))

    def ask_runs(self) -> dict[str, list[str]]:
        """Return the ids of runs by their status."""
        script = (
            "import dagster, json\n"
            "with dagster.DagsterInstance.get() as instance:\n"
            "    print(json.dumps([[run.run_id, run.status.value] for run in instance.get_runs()]))"
        )
        ran = subprocess.run([sys.executable, "-c", script], env=self.environment_of("operator"), cwd=PROJECT,
                             capture_output=True, text=True, check=True)  # fmt: skip
        runs: dict[str, list[str]] = {}
        for run, status in json.loads(ran.stdout.splitlines()[-1]):
            runs.setdefault(status, []).append(run)
        return runs

    def wait_for_end(self, seconds: float, runs: int) -> dict[str, list[str]]:
        """Wait until so many runs are known and none goes on; TimeoutError with the workers' last words."""
        until = time.monotonic() + seconds
        while True:
            states = self.ask_runs()
            if sum(map(len, states.values())) >= runs and not states.keys() - {"SUCCESS", "FAILURE", "CANCELED"}:
                return states
            if time.monotonic() > until:
                logs = [path.read_text("utf-8", "replace")[-3000:] for path in sorted(self.folder.glob("*.log"))]
                raise TimeoutError(f"{states}\n" + "\n----\n".join(logs))
            time.sleep(1)


def start(command: Sequence[str], log: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a program of this virtual environment in a process group of its own."""
    program = Path(sys.executable).parent / command[0]
    words = [str(program) if program.exists() else command[0], *command[1:]]
    with log.open("ab") as output:
        return subprocess.Popen(words, cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL, stdout=output,
                                stderr=output, start_new_session=True)  # fmt: skip


@contextmanager
def serving(command: Sequence[str], log: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Keep a program running while the block runs, and end it with all that it started."""
    process = start(command, log, environment)
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def running_postgres(folder: Path) -> Iterator[str]:
    """Run a Postgres of its own below a folder, as the user `postgres` where we are root; yields its URL."""
    binaries, port = POSTGRES_FOLDERS[-1], free_port()
    data = folder / "postgres"
    data.mkdir(parents=True)
    as_other = []
    if os.geteuid() == 0:
        shutil.chown(data, "postgres", "postgres")
        for parent in data.parents:
            if (parent.stat().st_uid == 0 and parent != Path("/") and "pytest" in str(parent)) or parent == folder:
                parent.chmod(parent.stat().st_mode | 0o111)
        as_other = ["runuser", "-u", "postgres", "--"]
    init = [str(binaries / "initdb"), "-D", str(data), "-U", "linewatch", "-A", "trust", "--no-sync"]
    subprocess.run([*as_other, *init], check=True, capture_output=True, cwd="/")
    serve = [str(binaries / "postgres"), "-D", str(data), "-p", str(port), "-h", "127.0.0.1", "-k", "", "-F"]
    with serving([*as_other, *serve], folder / "postgres.log", dict(os.environ)):
        wait_for_port(port)
        yield f"postgresql+psycopg2://linewatch@127.0.0.1:{port}/postgres"


@contextmanager
def running_cluster(folder: Path, **more: str) -> Iterator[Cluster]:
    """Run everything but the workers; what is left of those is killed at the end."""
    redis, store = free_port(), free_port()
    with ExitStack() as stack:
        postgres = stack.enter_context(running_postgres(folder))
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("LINEWATCH_", "DAGSTER_"))}
        plain["PATH"] = f"{Path(sys.executable).parent}:{plain['PATH']}"
        command = ["redis-server", "--port", str(redis), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
        stack.enter_context(serving(command, folder / "redis.log", plain))
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(store)]
        stack.enter_context(serving(command, folder / "store.log", plain))
        wait_for_port(redis)
        wait_for_port(store)
        home = folder / "home"
        home.mkdir()
        shutil.copy(PROJECT / "deploy" / "dagster.yaml", home)
        environment = plain | {
            "DAGSTER_HOME": str(home), "LINEWATCH_POSTGRES": postgres,
            "LINEWATCH_BROKER": f"redis://127.0.0.1:{redis}/0", "LINEWATCH_STORE": "s3://linewatch/data",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{store}", "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1",
        } | more  # fmt: skip
        make_bucket(environment)
        cluster = Cluster(folder, environment)
        try:
            daemon = ["dagster-daemon", "run", "-m", "pipelines.definitions"]
            stack.enter_context(serving(daemon, folder / "daemon.log", cluster.environment_of("operator")))
            yield cluster
        finally:
            for name in list(cluster.workers):
                cluster.kill_worker(name)


def make_bucket(environment: dict[str, str]) -> None:
    import s3fs

    files = s3fs.S3FileSystem(key="test", secret="test", endpoint_url=environment["AWS_ENDPOINT_URL"])
    files.mkdir("linewatch")
