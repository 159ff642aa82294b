"""PostgreSQL and Redis for one run: in a temporary folder, on a free port of this machine, gone afterwards.

The servers that may already run here are not touched. As root, PostgreSQL runs as the account
`postgres` of Debian's package, because it refuses to run as root.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from devtools.console import DevError
from devtools.system import postgres_program

SECONDS_TO_START = 30
# Nothing of a test has to survive a power cut.
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60"]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for_port(port: int, process: subprocess.Popen[bytes], name: str, log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise DevError(f"{name} tidak mau berjalan. Catatannya:\n{log.read_text(errors='replace')[-2000:]}")


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def server(name: str, command: list[str], port: int, folder: Path, account: dict[str, Any]) -> Iterator[None]:
    """Run one server until the block ends."""
    log = folder / f"{name}.log"
    with log.open("wb") as output:
        # A session of its own: Ctrl-C reaches pytest first, the servers stop after it.
        process = subprocess.Popen(
            command, cwd="/", stdout=output, stderr=subprocess.STDOUT, start_new_session=True, **account
        )
    try:
        wait_for_port(port, process, name, log)
        yield
    finally:
        stop(process)


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A new PostgreSQL cluster; its DATABASE_URL."""
    initdb, program = postgres_program("initdb"), postgres_program("postgres")
    if not initdb or not program:
        raise DevError("PostgreSQL tidak ditemukan. Jalankan: sudo apt-get install postgresql")
    account: dict[str, Any] = {}
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        account = {"user": "postgres", "group": "postgres", "extra_groups": []}
    data = folder / "data"
    create = [str(initdb), "-D", str(data), "-U", "ranpptppo", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    made = subprocess.run([*create, "--no-sync"], cwd="/", capture_output=True, text=True, check=False, **account)
    if made.returncode:
        raise DevError(f"initdb gagal:\n{made.stderr}")
    port = free_port()
    options = ["listen_addresses=127.0.0.1", f"port={port}", "unix_socket_directories=", *FAST]
    command = [str(program), "-D", str(data)] + [part for option in options for part in ("-c", option)]
    with server("PostgreSQL", command, port, folder, account):
        wait_until_it_answers(port)
        yield f"postgres://ranpptppo:@127.0.0.1:{port}/ranpptppo"


def wait_until_it_answers(port: int) -> None:
    """The port opens a moment before PostgreSQL takes connections."""
    ready = postgres_program("pg_isready") or Path("pg_isready")
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        answer = subprocess.run([ready, "-q", "-h", "127.0.0.1", "-p", str(port)], check=False)
        if answer.returncode == 0:
            return
        time.sleep(0.1)
    raise DevError("PostgreSQL berjalan tetapi tidak menjawab.")


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A Redis that keeps nothing; its address without a database number."""
    program = shutil.which("redis-server")
    if not program:
        raise DevError("Redis tidak ditemukan. Jalankan: sudo apt-get install redis-server")
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with server("Redis", [*command, "--dir", str(folder)], port, folder, {}):
        yield f"redis://127.0.0.1:{port}"


@contextmanager
def both() -> Iterator[dict[str, str]]:
    """Both servers; the environment that tests.settings reads."""
    with ExitStack() as stack:
        folders = [
            Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ranpptppo-", ignore_cleanup_errors=True)))
            for _ in range(2)
        ]
        yield {
            "DATABASE_URL": stack.enter_context(postgres(folders[0])),
            "TEST_REDIS_URL": stack.enter_context(redis(folders[1])),
        }
