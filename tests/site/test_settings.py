"""Settings as a fresh process reads them: production asks for what it needs, the demo needs nothing."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from devtools.checks import DEPLOY, production
from ranpptppo.celery import app


def manage(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """manage.py in a process that knows only the given environment."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_production_passes_djangos_deployment_check(tmp_path: Path) -> None:
    done = manage(production(str(tmp_path)), *[str(part) for part in DEPLOY[2:]])
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_production_without_a_secret_key_says_what_to_do(tmp_path: Path) -> None:
    done = manage({**production(str(tmp_path)), "SECRET_KEY": ""}, "check")
    assert done.returncode != 0
    assert "SECRET_KEY is not set. Give SECRET_KEY or SECRET_KEY_FILE" in done.stderr


def test_the_demo_makes_its_own_key_that_nobody_else_can_read(tmp_path: Path) -> None:
    keys = []
    for name in ("first", "second"):
        done = manage({"DEMO": "on", "VAR_DIR": str(tmp_path / name)}, "check")
        assert done.returncode == 0, done.stderr
        kept = tmp_path / name / "secret_key"
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        keys.append(kept.read_text())
    assert keys[0] != keys[1]


def test_secrets_may_come_from_files_with_a_newline_at_their_end(tmp_path: Path) -> None:
    for name, value in (("key", "k" * 60), ("password", "rahasia"), ("database", "postgres://ran@db:5432/ran")):
        (tmp_path / name).write_text(value + "\n")
    environment = {
        **production(str(tmp_path / "var")),
        "SECRET_KEY_FILE": str(tmp_path / "key"),
        "DATABASE_URL_FILE": str(tmp_path / "database"),
        "DATABASE_PASSWORD_FILE": str(tmp_path / "password"),
    }
    asked = "from django.conf import settings as s; d = s.DATABASES['default']; print(s.SECRET_KEY, d['NAME'], d['PASSWORD'])"
    done = manage(environment, "shell", "--no-imports", "--command", asked)
    assert done.stdout.split() == ["k" * 60, "ran", "rahasia"]


@pytest.mark.parametrize("folder", ["", "media", "queue", "cache"])
def test_the_sites_folders_are_closed_to_other_accounts(tmp_path: Path, folder: str) -> None:
    manage({"DEMO": "on", "VAR_DIR": str(tmp_path / "var")}, "check")
    assert stat.S_IMODE((tmp_path / "var" / folder).stat().st_mode) == 0o700


def test_the_queue_carries_json_only() -> None:
    assert settings.CELERY_ACCEPT_CONTENT == ["json"]
    assert settings.CELERY_TASK_SERIALIZER == "json"


def test_a_lost_task_is_delivered_again_only_after_its_time_limit() -> None:
    assert settings.CELERY_TASK_SOFT_TIME_LIMIT < settings.CELERY_TASK_TIME_LIMIT < 3600


def test_evidence_lies_in_a_private_bucket_where_one_is_given(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("rahasia\n")
    environment = {
        "DEMO": "on",
        "VAR_DIR": str(tmp_path / "var"),
        "S3_BUCKET": "ran",
        "S3_ENDPOINT": "http://127.0.0.1:9000",
        "S3_ACCESS_KEY": "ran",
        "S3_SECRET_KEY_FILE": str(tmp_path / "key"),
    }
    asked = (
        "from django.core.files.storage import default_storage as s; "
        "print(type(s._wrapped if s.bucket_name else s).__name__, s.bucket_name, s.secret_key, s.file_overwrite, s.default_acl)"
    )
    done = manage(environment, "shell", "--no-imports", "--command", asked)
    assert done.stdout.split() == ["S3Storage", "ran", "rahasia", "False", "None"], done.stderr


def test_every_task_of_the_schedule_exists() -> None:
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert scheduled >= {"actions.remind", "clusters.send_digests", "reports.take_up_abandoned"}
    assert scheduled <= set(app.tasks)
