"""Names, roles and regions kept in memory: what changes a few times a year and every page needs.

Whoever changes them counts a change of every plan (``Plan.objects.all().touch()``: the admin, the reference files, the
services of roles), so they are kept under the revision of a plan that the request has just fetched. Inside a
transaction nothing is kept, because that transaction may yet be rolled back.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db import connection

from clusters.models import Plan

Kept = TypeVar("Kept")
MOST_KEPT = 40

_kept: OrderedDict[Hashable, Any] = OrderedDict()
_lock = threading.Lock()


def kept_reference(plan: Plan, name: Hashable, fetch: Callable[[], Kept]) -> Kept:
    """What ``fetch`` answers, from memory as long as the plan stands at the same revision."""
    if connection.in_atomic_block:
        return fetch()
    key = str(connection.settings_dict["NAME"]), plan.pk, plan.data_revision, name
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            found: Kept = _kept[key]
            return found
    fetched = fetch()
    with _lock:
        _kept[key] = fetched
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return fetched
