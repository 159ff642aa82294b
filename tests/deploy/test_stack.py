"""The services of docker-compose.yml, run natively: same commands, environment and entry points."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import psycopg2
import pytest

from devtools.servers import free_port
from tests.deploy.containers import HOST, Machine
from tests.plumbing.worker import stop

pytestmark = pytest.mark.servers
SECONDS_TO_START = 60


class Stack:
    """The machine and the services that stay."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.running = {name: machine.start(name) for name in ("web", "worker", "beat")}

    def wait_until_healthy(self, service: str) -> None:
        """Ask the service's own health check until it passes."""
        until = time.monotonic() + SECONDS_TO_START
        command, environment = self.machine.health_command(service), self.machine.environment(service)
        while time.monotonic() < until and self.running[service].poll() is None:
            asked = subprocess.run(
                command, cwd=self.machine.app, env=environment, capture_output=True, timeout=30, check=False
            )
            if asked.returncode == 0:
                return
            time.sleep(0.5)
        raise AssertionError(f"{service} never became healthy:\n{self.machine.log(service)}")

    def get(self, path: str, scheme: str = "https", host: str = HOST) -> "Answer":
        """What the reverse proxy would get; redirects are answers, not followed."""
        forwarded = {"Host": host, "X-Forwarded-Proto": scheme, "X-Forwarded-For": "198.51.100.7"}
        connection = HTTPConnection("127.0.0.1", self.machine.port, timeout=20)
        with closing(connection):
            connection.request("GET", path, headers=forwarded)
            response = connection.getresponse()
            response.read()
            return Answer(response.status, response.headers)


class Answer(NamedTuple):
    status: int
    headers: HTTPMessage


@pytest.fixture(scope="module")
def database_server() -> Iterator[str]:
    """host:port of the lane's PostgreSQL, with an empty database as compose creates it."""
    address = urlsplit(os.environ["DATABASE_URL"])
    server = f"{address.hostname}:{address.port}"
    connection = psycopg2.connect(f"postgres://{address.username}@{server}/postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE ranpptppo")
        yield server
        cursor.execute("DROP DATABASE ranpptppo WITH (FORCE)")
    connection.close()


@pytest.fixture(scope="module")
def stack(database_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Built, migrated, started; stopped afterwards."""
    redis = urlsplit(os.environ["TEST_REDIS_URL"]).netloc
    machine = Machine(tmp_path_factory.mktemp("machine"), database_server, redis, free_port())
    machine.build()
    machine.run(machine.command("migrate"), machine.environment("migrate"))
    started = Stack(machine)
    yield started
    for process in started.running.values():
        stop(process)


@pytest.mark.parametrize("service", ["web", "worker", "beat"])
def test_a_service_becomes_healthy(stack: Stack, service: str) -> None:
    stack.wait_until_healthy(service)


def test_plain_http_is_sent_to_https(stack: Stack) -> None:
    stack.wait_until_healthy("web")
    answer = stack.get("/", scheme="http")
    assert answer.status == 301
    assert answer.headers["Location"] == f"https://{HOST}/"


def test_whoever_is_not_logged_in_gets_the_login_page_with_every_safety_header(stack: Stack) -> None:
    stack.wait_until_healthy("web")
    assert stack.get("/").headers["Location"].startswith("/accounts/login/")
    answer = stack.get("/accounts/login/")
    assert answer.status == 200
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "Secure" in answer.headers["Set-Cookie"]


def test_static_files_are_hashed_and_compressed(stack: Stack) -> None:
    stack.wait_until_healthy("web")
    manifest = json.loads((stack.machine.app / "collected" / "staticfiles.json").read_text())
    stylesheet = next(path for path in manifest["paths"].values() if path.endswith(".css"))
    assert stack.get(f"/static/{stylesheet}").headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert Path(stack.machine.app / "collected" / f"{stylesheet}.br").exists()


def test_another_host_name_is_refused(stack: Stack) -> None:
    stack.wait_until_healthy("web")
    assert stack.get("/healthz", host="evil.example").status == 400


def test_every_line_of_the_sites_log_is_json_without_addresses(stack: Stack) -> None:
    stack.wait_until_healthy("web")
    stack.get("/accounts/login/?email=seseorang@example.go.id")
    lines = [line for line in stack.machine.log("web").splitlines() if line.startswith("{")]
    requests = [json.loads(line) for line in lines if '"request_id"' in line]
    assert any(entry["route"] == "accounts/login/" for entry in requests)
    assert "198.51.100.7" not in stack.machine.log("web")
    assert "seseorang" not in stack.machine.log("web")
