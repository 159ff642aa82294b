"""A migrated database is made once in a run; each process of the run takes a copy of it."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, django_db_modify_db_settings: None
) -> Iterator[None]:
    """In place of pytest-django's, which lets every process migrate its own: twenty seconds each."""
    site, own = connection.settings_dict["NAME"], connection.settings_dict["TEST"]["NAME"]
    with django_db_blocker.unblock(), _one_process():
        _make_original(site, own)
        _copy(_original(), own)
        _use(own)
    yield
    with django_db_blocker.unblock(), _one_process():
        connection.creation.destroy_test_db(site, verbosity=0)
        _leave(site)


def _make_original(site: str, own: str) -> None:
    mark = _marks() / settings.PROCESS
    if not any(_marks().iterdir()):
        connection.settings_dict["TEST"]["NAME"] = _original()
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        connection.close()
        connection.settings_dict["TEST"]["NAME"] = own
        _use(site)
    mark.touch()


def _copy(original: str, own: str) -> None:
    if connection.vendor == "sqlite":
        shutil.copy(original, own)
        return
    quoted = connection.ops.quote_name
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {quoted(own)}")
        cursor.execute(f"CREATE DATABASE {quoted(own)} TEMPLATE {quoted(original)}")


def _leave(site: str) -> None:
    """Who leaves last removes the original."""
    (_marks() / settings.PROCESS).unlink()
    if not any(_marks().iterdir()):
        _use(_original())
        connection.creation.destroy_test_db(site, verbosity=0)


def _use(name: str) -> None:
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def _original() -> str:
    if connection.vendor == "sqlite":
        return str(settings.RUN_DIR / "original.sqlite3")
    return f"test_{settings.RUN_DIR.name.replace('-', '_').lower()}_original"


def _marks() -> Path:
    """One file for each process that has a copy."""
    folder: Path = settings.RUN_DIR / "copies"
    folder.mkdir(exist_ok=True)
    return folder


@contextmanager
def _one_process() -> Iterator[None]:
    with (settings.RUN_DIR / "copies.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
