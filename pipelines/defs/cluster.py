"""The Celery application of workers on many machines: `celery -A pipelines.defs.cluster worker -Q dagster`.

A run of Dagster is a task. It is acknowledged when it is done, so a task whose worker died is given to another after
the visibility timeout; Dagster then sees that the run had begun and fails it, and its retry starts afresh. A worker
renews the leases of the tasks that it works at, as Redis would otherwise give a long one to a second worker.
"""

from __future__ import annotations

import os
from time import time
from typing import Any

from celery import bootsteps
from dagster_celery.make_app import make_app
from dagster_celery.tasks import create_execute_job_task, create_resume_job_task, create_task
from kombu import Queue

VISIBILITY_SECONDS = 60
RENEWAL_SECONDS = 15
QUEUES = ("dagster", "build")  # crawls and readings; builds, which one worker takes


class LeaseRenewal(bootsteps.StartStopStep):  # type: ignore[misc]
    """Renews the leases of the messages that a worker has not acknowledged, well within the visibility timeout."""

    requires = {"celery.worker.consumer.tasks:Tasks"}  # noqa: RUF012 - Celery's way to say it

    def start(self, parent: Any) -> None:
        """Begin to renew, in the worker's own loop: a worker that hangs or dies renews nothing."""
        parent.timer.call_repeatedly(RENEWAL_SECONDS, renew_leases, (parent.task_consumer.channel,))


def renew_leases(channel: Any) -> None:
    """Move the leases that a channel holds to now; those that another worker has taken over are left alone."""
    held = dict.fromkeys(map(str, channel.qos._delivered), time())
    if held:
        with channel.conn_or_acquire() as client:
            client.zadd(channel.unacked_index_key, held, xx=True)


def make_celery_app(broker: str) -> Any:
    """Make the application for a broker, as `redis://host:6379/0`."""
    app = make_app({
        "broker": broker,
        "backend": broker,
        "config_source": {
            "task_acks_late": True,
            "task_reject_on_worker_lost": True,
            "worker_prefetch_multiplier": 1,
            "worker_cancel_long_running_tasks_on_connection_loss": True,
            "broker_connection_retry_on_startup": True,
            "broker_transport_options": {
                "visibility_timeout": VISIBILITY_SECONDS, "unacked_restore_interval": 5, "unacked_restore_throttle": 1,
            },
        },
    })
    app.conf.task_queues = [
        Queue(name, routing_key=f"{name}.#", queue_arguments={"x-max-priority": 10}) for name in QUEUES
    ]
    app.steps["consumer"].add(LeaseRenewal)
    for create in (create_task, create_execute_job_task, create_resume_job_task):
        create(app)
    return app


app = make_celery_app(os.environ.get("LINEWATCH_BROKER", "redis://127.0.0.1:6379/0"))
