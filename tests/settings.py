"""The site's settings, as tests need them: a folder and a database of this run alone.

xdist's processes inherit TEST_RUN_DIR; each has its own folder and database inside the run's.
Servers come from the environment: DATABASE_URL (PostgreSQL) and TEST_REDIS_URL, else SQLite and files.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "TEST_RUN_DIR" not in os.environ:
    made = tempfile.mkdtemp(prefix="ranpptppo-test-")
    os.environ["TEST_RUN_DIR"] = made
    atexit.register(shutil.rmtree, made, ignore_errors=True)

RUN_DIR = Path(os.environ["TEST_RUN_DIR"])
PROCESS = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
os.environ.update(
    DEMO="on",
    VAR_DIR=str(RUN_DIR / PROCESS),
    SECRET_KEY="a-key-that-only-tests-use",
    # Playwright keeps an event loop in the thread of the tests; Django would refuse queries beside it.
    DJANGO_ALLOW_ASYNC_UNSAFE="1",
)
os.environ.pop("REDIS_URL", None)
os.environ.pop("CELERY_BROKER_URL", None)
if redis := os.environ.get("TEST_REDIS_URL"):
    number = int(PROCESS.removeprefix("gw"))
    os.environ["REDIS_URL"] = f"{redis}/{2 * number}"
    os.environ["CELERY_BROKER_URL"] = f"{redis}/{2 * number + 1}"

from ranpptppo.settings import *  # noqa: E402
from tests.plumbing.templates import UnknownVariable  # noqa: E402

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
else:
    # A browser keeps its connection to the live server, whose thread would keep a session of the database.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["TEST"] = {"NAME": f"test_{RUN_DIR.name.replace('-', '_').lower()}"}

ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UnknownVariable("%s")
# Each test client starts the middleware anew: look a static file up when asked, do not list them all.
WHITENOISE_AUTOREFRESH = True
# A task runs where it is enqueued, except with the fixture real_worker.
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
