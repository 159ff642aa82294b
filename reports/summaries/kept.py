"""Plans kept in memory between requests, so that a page does not compute the same figures again.

What is kept is never stale: it is kept under the plan's ``data_revision``, which every change of the data behind the
figures raises in its own transaction (``PlanQuerySet.touch``), and only until the next moment at which time alone may
change something (a period becomes past due, a day begins). Names and roles of organizations are not kept: they are
fetched anew for each page. Inside a transaction nothing is kept, because that transaction may yet be rolled back.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.models import Q

from clusters.models import Plan
from reports.summaries.reading import load_plan
from reports.summaries.rows import PlanData

MOST_KEPT = 12
Key = tuple[str, int, tuple[int, ...], str, int, datetime | None]

_kept: OrderedDict[Key, PlanData] = OrderedDict()
_lock = threading.Lock()


def kept_plan(
    plan: Plan,
    years: Iterable[int],
    *,
    reading: str,
    as_of: datetime,
    is_past: bool = False,
    is_fresh: bool = False,
) -> PlanData:
    """The plan at the moment, from memory where it is still true, else fetched (``reading.load_plan``).

    A change that was committed while fetching makes it fetch once more; what changes all the time is not kept.
    is_fresh: the plan's row was fetched a moment ago; of a regional plan it is asked for all the same.
    is_past: the moment is one that many readers ask for, such as the end of a day; the plan is kept under it.
    """
    wanted = tuple(sorted(set(years)))
    if connection.in_atomic_block:
        return load_plan(plan, wanted, reading=reading, as_of=as_of)
    trusted = is_fresh and plan.region_id is None
    current, revision = (plan, plan.data_revision) if trusted else _as_it_stands(plan)
    key = _key(current, wanted, reading, revision, as_of if is_past else None)
    data = _find(key, as_of)
    if data is None:
        data = load_plan(current, wanted, reading=reading, as_of=as_of)
        current, after = _as_it_stands(plan)
        if after == revision:
            _keep(key, data)
        else:
            data = load_plan(current, wanted, reading=reading, as_of=as_of)
    return data


def forget() -> None:
    """Empty the memory of this process."""
    with _lock:
        _kept.clear()


def _key(plan: Plan, years: tuple[int, ...], reading: str, revision: int, past: datetime | None) -> Key:
    return str(connection.settings_dict["NAME"]), plan.pk, years, reading, revision, past


def _as_it_stands(plan: Plan) -> tuple[Plan, int]:
    """The plan and its revision; one query.

    A regional plan holds what its region adopted: its revision counts the changes of national plans too. A sum will
    do, since a revision only ever grows.
    """
    counts = Q(pk=plan.pk) if plan.region_id is None else Q(pk=plan.pk) | Q(region__isnull=True)
    rows = {row.pk: row for row in Plan.objects.filter(counts)}
    return rows[plan.pk], sum(row.data_revision for row in rows.values())


def _find(key: Key, as_of: datetime) -> PlanData | None:
    with _lock:
        data = _kept.get(key)
        if data is None or (key[-1] is None and not data.as_of <= as_of < data.valid_until):
            return None
        _kept.move_to_end(key)
        return data


def _keep(key: Key, data: PlanData) -> None:
    with _lock:
        _kept[key] = data
        _kept.move_to_end(key)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
