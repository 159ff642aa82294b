"""`./dev` before anything is installed: what it says and when it stops."""

import os
import re
import socket
import subprocess
from pathlib import Path

import pytest

from devtools import demo, environment, lanes, system
from devtools.console import ROOT, DevError


def test_whoever_is_not_root_is_told_the_exact_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(DevError, match=r"sudo apt-get install --no-install-recommends libpango-1\.0-0 chromium"):
        system.install(["libpango-1.0-0", "chromium"])


def test_nothing_is_asked_of_apt_when_nothing_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "run", lambda *arguments: pytest.fail("apt was run"))
    system.install([])


def test_missing_servers_are_named_by_their_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "postgres_program", lambda name: None)
    monkeypatch.setattr(system.shutil, "which", lambda name: None)
    assert system.server_packages() == ["postgresql", "redis-server"]


def test_an_environment_with_the_right_stamp_is_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stamp = tmp_path / "lock-stamp"
    stamp.write_text(environment.fingerprint(environment.LOCKS / "dev.lock"))
    monkeypatch.setattr(environment, "STAMP", stamp)
    monkeypatch.setattr(environment, "find_uv", lambda: pytest.fail("packages were installed again"))
    environment.prepare("base")
    environment.prepare("dev")


def test_a_taken_port_is_named_before_any_work_begins() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(DevError, match=f"PORT={port + 1} ./dev demo"):
            demo.refuse_taken_port(port)


def test_a_failing_lane_fails_the_whole_and_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def status_of(command: list[str], environment: object = None) -> int:
        seen.append(command[-1])
        return 1 if command[-1] == "--lane=sqlite" else 0

    monkeypatch.setattr(environment, "prepare_tests", lambda: None)
    monkeypatch.setattr(lanes, "status_of", status_of)
    with pytest.raises(DevError, match=r"gagal pada jalur: SQLite\.$"):
        lanes.test_everything()
    assert seen == ["--lane=pure", "--lane=sqlite", "--lane=postgres"]


def test_an_unknown_option_is_refused() -> None:
    done = subprocess.run([ROOT / "dev", "demo", "--twice"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--twice" in done.stderr


def test_dev_is_a_short_posix_script() -> None:
    script = (ROOT / "dev").read_text()
    assert script.startswith("#!/bin/sh\n")
    assert len(script.splitlines()) < 40
    assert not re.search(r"\[\[|\bfunction\b|\blocal\b", script)
