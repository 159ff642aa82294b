"""Is the process alive (`/healthz`), and can it do its work (`/readyz`)?"""

import logging
from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ranpptppo.celery import app

logger = logging.getLogger(__name__)


class NotReadyError(Exception):
    """Something the site needs does not answer."""


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer as soon as the process takes requests."""
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when database, migrations, cache and broker are in order, else 503."""
    checks = {name: passes(name, probe) for name, probe in PROBES.items()}
    ready = all(checks.values())
    answer = {
        "status": "ok" if ready else "unavailable",
        "checks": {name: "ok" if good else "failed" for name, good in checks.items()},
    }
    return JsonResponse(answer, status=200 if ready else 503)


def passes(name: str, probe: Callable[[], None]) -> bool:
    """Run a probe; a failure is logged, and never tells the outside why."""
    try:
        probe()
    except Exception:
        logger.exception("readiness: %s failed", name)
        return False
    return True


def probe_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def probe_migrations() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReadyError("migrations wait to be applied")


def probe_cache() -> None:
    cache.set("readyz", "ok", timeout=30)
    if cache.get("readyz") != "ok":
        raise NotReadyError("the cache forgets")


def probe_broker() -> None:
    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=2)


PROBES: dict[str, Callable[[], None]] = {
    "database": probe_database,
    "migrations": probe_migrations,
    "cache": probe_cache,
    "broker": probe_broker,
}
