"""A real Celery worker, in a process of its own, on the database and broker of this lane."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from ranpptppo.celery import app

COMMAND = "celery --skip-checks -A ranpptppo worker --pool=prefork --concurrency=1"
WORKER = [sys.executable, "-m", *COMMAND.split()]
SECONDS_TO_START = 60


def database_url() -> str:
    """The address of the database that this test process uses right now."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    return f"postgres://{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT']}/{found['NAME']}"


def wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        if " ready." in log.read_text():
            return
        time.sleep(0.1)
    raise AssertionError(f"the worker did not start:\n{log.read_text()}")


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def kill(process: subprocess.Popen[bytes]) -> None:
    """What the kernel does when memory runs out: worker and children are gone in the middle of a line."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def running_worker(log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker until the block ends, in a session of its own, ready to take tasks."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "ranpptppo.settings",
        "DATABASE_URL": database_url(),
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            WORKER,
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until_ready(process, log)
        yield process
    finally:
        stop(process)


@pytest.fixture
def broker(transactional_db: None) -> Iterator[None]:
    """Tasks go to the broker of the lane, Redis or files; nobody takes them unless a worker runs."""
    app.conf.task_always_eager = False
    yield
    app.conf.task_always_eager = True


@pytest.fixture
def real_worker(broker: None) -> Iterator[Path]:
    """Tasks go to the broker and a worker takes them. The value is the worker's log."""
    log = settings.VAR_DIR / "worker.log"
    with running_worker(log):
        yield log
