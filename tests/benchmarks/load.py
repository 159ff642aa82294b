"""Many people at once on a real server process: each opens the grid and saves a cell every few seconds."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode

from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse

from clusters.models import User
from tests.plumbing.worker import database_url

PORT = 8931
SERVER = "gunicorn ranpptppo.wsgi --workers 2 --threads 4 --timeout 60 --no-control-socket"
SECONDS_TO_START, SECONDS_TO_ANSWER = 60, 60


@dataclass
class Person:
    """One operator in the browser: the cookies, the period on screen, the cell that is typed into."""

    user: User
    period: int
    indicator: int
    cookies: dict[str, str]
    first_value: int
    revision: int | str = ""
    acknowledged: list[int] = field(default_factory=list)
    opened: list[float] = field(default_factory=list)
    saved: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def forget(self) -> None:
        """What was done so far is not measured."""
        self.opened.clear()
        self.saved.clear()
        self.acknowledged.clear()

    def work(self, *, until: float, wait: float, pause: float) -> None:
        """Open the grid after ``wait`` seconds, then save another value every ``pause`` seconds until then."""
        time.sleep(wait)
        try:
            self._work(until, pause)
        except (OSError, HTTPException, ValueError, KeyError) as error:
            self.errors.append(f"{type(error).__name__}: {error}")

    def _work(self, until: float, pause: float) -> None:
        line = HTTPConnection("127.0.0.1", PORT, timeout=SECONDS_TO_ANSWER)
        self.opened.append(self._ask(line, "GET", reverse("progress-entry", args=[self.period]))[1])
        keys = json.loads(self._ask(line, "GET", reverse("progress-entry-key"))[0])
        self.cookies["csrftoken"] = self.cookies.get("csrftoken") or keys["token"]
        due = time.monotonic()
        while due < until:
            value = self.first_value + len(self.saved)
            typed = {"cell": f"i{self.indicator}", "value": value, "revision": self.revision, "person": keys["person"]}
            body, spent = self._ask(
                line, "POST", reverse("progress-entry-cell", args=[self.period]), typed, keys["token"]
            )
            self.saved.append(spent)
            self.acknowledged.append(value)
            self.revision = json.loads(body)["revision"]
            due += pause
            time.sleep(max(0.0, due - time.monotonic()))

    def _ask(
        self, line: HTTPConnection, method: str, url: str, typed: dict[str, object] | None = None, token: str = ""
    ) -> tuple[bytes, float]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if typed is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": token}
        started = time.perf_counter()
        line.request(method, url, urlencode(typed or {}) if typed else None, headers)
        answer = line.getresponse()
        body, spent = answer.read(), time.perf_counter() - started
        line.close()  # the server keeps no line open for ten seconds
        if answer.status != 200:
            raise ValueError(f"{method} {url} answers {answer.status}")
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return body, spent


def logged_in(user: User) -> dict[str, str]:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


def all_at_work(people: Sequence[Person], *, seconds: float, pause: float, ramp: float) -> None:
    """All of them for so many seconds; they arrive evenly over the first ``ramp`` seconds."""
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=one.work, kwargs={"until": until, "wait": ramp * place / len(people), "pause": pause})
        for place, one in enumerate(people)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def percentile_95(spent: Sequence[float]) -> float:
    return quantiles(spent, n=20, method="inclusive")[-1]


@contextmanager
def server() -> Iterator[None]:
    """The site as it is served, on the database of this run."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "ranpptppo.settings",
        "DATABASE_URL": database_url(),
        "SECRET_KEY": settings.SECRET_KEY,
    }
    log = Path(settings.VAR_DIR) / "server.log"
    connections.close_all()
    with log.open("wb") as output:
        command = [sys.executable, "-m", *SERVER.split(), "--bind", f"127.0.0.1:{PORT}"]
        process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        _wait_until_ready(process, log)
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def _wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        try:
            line = HTTPConnection("127.0.0.1", PORT, timeout=5)
            line.request("GET", "/healthz")
            if line.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"The server did not start:\n{log.read_text()[-2000:]}")
