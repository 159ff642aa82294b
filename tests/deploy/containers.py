"""What Dockerfile and docker-compose.yml say, and running it on this machine where no engine runs.

A container's folder /app becomes a temporary folder filled as the Dockerfile's COPY lines fill it;
/venv is this project's; /run/secrets a folder of made-up secrets; postgres and redis are the lane's servers.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "ran.example.go.id"
GIVEN = {"ALLOWED_HOSTS": HOST, "SITE_ADDRESS": f"https://{HOST}"}
INTERPOLATION = re.compile(r"\$\{(\w+):?([-?])([^}]*)\}")


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return found


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile as (instruction, rest), continued lines joined, comments gone."""
    lines = [line for line in (ROOT / "Dockerfile").read_text().splitlines() if not line.startswith("#")]
    joined = re.sub(r"\\\n", " ", "\n".join(lines))
    parts = [line.split(maxsplit=1) for line in joined.splitlines() if line.strip()]
    return [(word, rest) for word, rest in parts]


def last_stage() -> list[tuple[str, str]]:
    found = instructions()
    start = max(position for position, (word, _) in enumerate(found) if word == "FROM")
    return found[start:]


def interpolate(value: str) -> str:
    """`${NAME:-default}` and `${NAME:?message}`, as compose reads them."""

    def replace(match: re.Match[str]) -> str:
        name, kind, text = match.groups()
        if name in GIVEN:
            return GIVEN[name]
        assert kind == "-", f"{name} has no default and is not given"
        return text

    return INTERPOLATION.sub(replace, value)


class Machine:
    """This machine in the place of the engine."""

    def __init__(self, folder: Path, postgres: str, redis: str, port: int) -> None:
        self.app = folder / "app"
        self.secrets = folder / "secrets"
        self.port = port
        self.translations = {
            "postgres:5432": postgres,
            "redis:6379/0": f"{redis}/14",
            "redis:6379/1": f"{redis}/15",
            "/run/secrets": str(self.secrets),
            "/venv/bin": str(Path(sys.executable).parent),
            "/app": str(self.app),
            "0.0.0.0:8000": f"127.0.0.1:{port}",
        }

    def translate(self, text: str) -> str:
        for container, here in self.translations.items():
            text = text.replace(container, here)
        return text

    def build(self) -> None:
        """Fill /app and run the RUN lines that are about it; write the secrets."""
        self.app.mkdir()
        for word, rest in last_stage():
            source, _, target = rest.partition(" ")
            if word == "COPY" and not rest.startswith("--"):
                destination = self.app / target.removeprefix("./")
                if (ROOT / source).is_dir():
                    shutil.copytree(ROOT / source, destination, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    shutil.copy(ROOT / source, self.app)
            if word == "RUN" and "manage.py" in rest:
                self.run(["sh", "-c", rest.split("&&")[0]], self.image_environment())
        self.secrets.mkdir()
        for name in compose()["secrets"]:
            (self.secrets / name).write_text(f"{name}-0123456789abcdefghijklmnopqrstuvwxyz-0123456789abcdefghij\n")
        (self.secrets / "email_url").write_text("smtp://localhost:25\n")

    def image_environment(self) -> dict[str, str]:
        """ENV of the Dockerfile, and nothing of the person who runs the tests."""
        found = {"HOME": str(self.app)}
        for word, rest in last_stage():
            if word == "ENV":
                found.update(part.split("=", 1) for part in shlex.split(rest))
        found = {name: self.translate(value) for name, value in found.items()}
        found["PATH"] = found["PATH"].replace("$PATH", os.environ["PATH"])
        return found

    def environment(self, service: str) -> dict[str, str]:
        own = compose()["services"][service].get("environment", {})
        declared = {name: self.translate(interpolate(str(value))) for name, value in own.items()}
        return {**self.image_environment(), **declared, "PORT": str(self.port)}

    def command(self, service: str) -> list[str]:
        """The service's command, or the image's CMD."""
        own = compose()["services"][service].get("command")
        if own is None:
            own = json.loads(next(rest for word, rest in last_stage() if word == "CMD"))
        return [self.translate(part) for part in own]

    def health_command(self, service: str) -> list[str]:
        kind, *parts = compose()["services"][service]["healthcheck"]["test"]
        parts = [self.translate(part) for part in parts]
        return ["sh", "-c", *parts] if kind == "CMD-SHELL" else parts

    def run(self, command: list[str], environment: dict[str, str]) -> str:
        """Run to the end; its output. An exit status other than 0 fails the test."""
        done = subprocess.run(
            command, cwd=self.app, env=environment, capture_output=True, text=True, timeout=180, check=False
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def start(self, service: str) -> "subprocess.Popen[bytes]":
        with (self.app.parent / f"{service}.log").open("wb") as log:
            return subprocess.Popen(
                self.command(service),
                cwd=self.app,
                env=self.environment(service),
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def log(self, service: str) -> str:
        return (self.app.parent / f"{service}.log").read_text()
