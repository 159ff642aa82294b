"""`./dev demo`: the whole main job on this machine, then the site until Ctrl-C."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

from devtools import environment
from devtools.console import PYTHON, ROOT, DevError, run, say

LOGS = ROOT / "var" / "log"
SECONDS_TO_START = 60
ADVICE = "Bila basis data demo rusak, hapus berkas var/db.sqlite3 lalu ulangi ./dev demo."


def commands(port: int) -> dict[str, list[str | Path]]:
    """The two processes of the embedded default: the site, and the worker with its schedule."""
    gunicorn = "gunicorn ranpptppo.wsgi --workers 2 --threads 4 --timeout 60 --no-control-socket"
    worker = "celery --skip-checks -A ranpptppo worker --beat --pool prefork --concurrency 1"
    quiet = "--without-gossip --without-mingle --without-heartbeat"
    return {
        "web": [PYTHON, "-m", *gunicorn.split(), "--bind", f"127.0.0.1:{port}"],
        "worker": [PYTHON, "-m", *worker.split(), *quiet.split()],
    }


def demo(*, once: bool) -> None:
    """Set up, load, render; then serve unless `once`."""
    port = int(os.environ.get("PORT", "8000"))
    if not once:
        refuse_taken_port(port)
    environment.prepare_site()
    os.environ.setdefault("SITE_ADDRESS", f"http://127.0.0.1:{port}")  # for links in mails and the codes of receipts
    say("Menyiapkan basis data")
    manage("migrate", "--verbosity", "0")
    say("Memuat data rujukan, rencana dan capaian contoh, lalu mencetak laporan tahunan")
    manage("load_demo")
    if once:
        say("Selesai.")
        return
    serve(port)


def manage(*arguments: str) -> None:
    run([PYTHON, "manage.py", *arguments], ADVICE)


def refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise DevError(f"Porta {port} sudah dipakai. Hentikan pemakainya, atau: PORT={port + 1} ./dev demo")


def start(name: str, command: list[str | Path]) -> subprocess.Popen[bytes]:
    """Start a child whose output goes to var/log; Ctrl-C reaches it only through us."""
    LOGS.mkdir(parents=True, exist_ok=True)
    with (LOGS / f"{name}.log").open("ab") as log:
        return subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)


def serve(port: int) -> None:
    """Keep both processes running until Ctrl-C or SIGTERM; a worker that dies is started again."""
    signal.signal(signal.SIGTERM, interrupt)
    wanted = commands(port)
    children = {name: start(name, command) for name, command in wanted.items()}
    try:
        wait_for_site(port, children["web"])
        say(f"Situs siap: http://127.0.0.1:{port}  (Ctrl-C untuk berhenti; catatan: {LOGS.relative_to(ROOT)}/)")
        while children["web"].poll() is None:
            time.sleep(1)
            if children["worker"].poll() is not None:
                say("Proses latar berhenti; dijalankan lagi.")
                children["worker"] = start("worker", wanted["worker"])
        raise DevError(f"Situs berhenti sendiri. Lihat {LOGS / 'web.log'}")
    except KeyboardInterrupt:
        say("Menghentikan situs dan proses latar")
    finally:
        for child in children.values():
            stop(child)


def interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def wait_for_site(port: int, web: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and web.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5)
        except urllib.error.HTTPError as error:
            raise DevError(f"Situs belum siap: {error.read().decode()}") from error
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise DevError(f"Situs tidak mau berjalan. Lihat {LOGS / 'web.log'}")


def stop(child: subprocess.Popen[bytes]) -> None:
    """End a child politely; after 15 seconds end it and whatever it started."""
    child.terminate()
    try:
        child.wait(timeout=15)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
