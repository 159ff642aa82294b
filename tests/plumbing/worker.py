"""A real Celery worker, in a process of its own, on the database and broker of this lane."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from ranpptppo.celery import app

WORKER = [sys.executable, "-m", "celery", "-A", "ranpptppo", "worker", "--pool=prefork", "--concurrency=1"]
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


@pytest.fixture
def real_worker(transactional_db: None) -> Iterator[Path]:
    """Tasks go to the broker and a worker takes them. The value is the worker's log."""
    app.conf.task_always_eager = False
    log = settings.VAR_DIR / "worker.log"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "ranpptppo.settings",
        "DATABASE_URL": database_url(),
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            WORKER, cwd=settings.BASE_DIR, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        wait_until_ready(process, log)
        yield log
    finally:
        stop(process)
        app.conf.task_always_eager = True
