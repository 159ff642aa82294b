"""One search over actions, indicators, institutions and regions, within what a person may see.

Every word must occur; where nothing holds all of them, what holds any of them is answered and said to be so. What
matches exactly (a number, an acronym, a code) comes first. The number of queries is fixed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db.models import Case, IntegerField, Prefetch, Q, QuerySet, Value, When

from actions.models import Action, Indicator
from clusters.models import Organization, OrganizationName, Plan, Region, User
from ranpptppo.lib.formats import joined

Row = TypeVar("Row")

SHOWN = 20
MAX_WORDS = 6
EDGES = ",;:()[]\"'“”"


@dataclass(frozen=True, slots=True)
class Group:
    """One kind of findings. ``has_more``: there are more than the ``rows`` shown."""

    name: str
    label: str
    rows: list[Any]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Found:
    words: list[str]
    groups: list[Group] = field(default_factory=list)
    is_partial: bool = False

    @property
    def total(self) -> int:
        return sum(len(group.rows) for group in self.groups)


def words_of(text: str) -> list[str]:
    stripped = (word.strip(EDGES) for word in text.replace("\x00", " ").split())
    return [word for word in stripped if word][:MAX_WORDS]


def find(user: User, words: list[str], *, on: date) -> Found:
    """What holds all of ``words``, else what holds any of them."""
    found = Found(words, _groups(user, words, on, every=True))
    if found.total or len(words) < 2:
        return found
    return Found(words, _groups(user, words, on, every=False), is_partial=True)


def _groups(user: User, words: list[str], on: date, *, every: bool) -> list[Group]:
    actions = Action.objects.visible_to(user)
    rows = [
        ("actions", "Aksi", _actions(actions, words, every)),
        ("indicators", "Indikator", _indicators(actions, words, every)),
        ("organizations", "Instansi", _organizations(user, words, on, every)),
        ("regions", "Wilayah", _regions(user, words, every)),
    ]
    groups = []
    for name, label, queryset in rows:
        found = list(queryset[: SHOWN + 1])
        groups.append(Group(name, label, found[:SHOWN], len(found) > SHOWN))
    return groups


def _actions(actions: QuerySet[Action], words: list[str], every: bool) -> QuerySet[Any]:
    found = actions.filter(_match(words, ("title", "number"), every)).select_related("plan", "cluster")
    ranked = found.annotate(rank=_rank(words, "number"))
    return ranked.order_by("rank", "-plan__start_year", "cluster__number", "-is_in_plan", "sort_key", "pk")


def _indicators(actions: QuerySet[Action], words: list[str], every: bool) -> QuerySet[Any]:
    visible = Indicator.objects.filter(action__in=actions)
    found = visible.filter(_match(words, ("text", "code", "action__number"), every))
    ranked = found.select_related("action", "action__plan").annotate(rank=_rank(words, "action__number", "code"))
    return ranked.order_by("rank", "-action__plan__start_year", "action__sort_key", "position", "pk")


def _organizations(user: User, words: list[str], on: date, every: bool) -> QuerySet[Any]:
    """By the names of any time: whoever knows only the old one finds the institution."""
    names = OrganizationName.objects.filter(_match(words, ("name", "short_name", "organization__code"), every))
    matching = Q(pk__in=names.values("organization")) | _match(words, ("code",), every)
    past = Prefetch("names", OrganizationName.objects.order_by("-valid_from", "-pk"), to_attr="all_names")
    exact = OrganizationName.objects.filter(short_name__iexact=" ".join(words)).values("organization")
    ranked = (
        Organization.objects.visible_to(user)
        .filter(matching)
        .annotate(rank=Case(When(pk__in=exact, then=Value(0)), default=Value(1), output_field=IntegerField()))
    )
    return ranked.with_name_on(on).prefetch_related(past).order_by("rank", "code", "pk")


def _regions(user: User, words: list[str], every: bool) -> QuerySet[Any]:
    """With the regional plans that the person may see, so that a region leads somewhere."""
    plans = Prefetch("plans", Plan.objects.visible_to(user).latest_first(), to_attr="seen_plans")
    found = Region.objects.visible_to(user).filter(_match(words, ("name", "code"), every))
    ranked = found.select_related("parent").prefetch_related(plans).annotate(rank=_rank(words, "code", "name"))
    return ranked.order_by("rank", "code", "pk")


def _rank(words: list[str], *columns: str) -> Case:
    """0 where a column is exactly what was typed, 1 where it begins with it, else 2."""
    text = " ".join(words)
    exact, beginning = Q(), Q()
    for column in columns:
        exact |= Q(**{f"{column}__iexact": text})
        beginning |= Q(**{f"{column}__istartswith": text})
    return Case(
        When(exact, then=Value(0)), When(beginning, then=Value(1)), default=Value(2), output_field=IntegerField()
    )


def _match(words: list[str], columns: tuple[str, ...], every: bool) -> Q:
    """Each word (or any word) in one of the columns."""
    condition = Q()
    for word in words:
        anywhere = Q()
        for column in columns:
            anywhere |= Q(**{f"{column}__icontains": word})
        condition = condition & anywhere if every else condition | anywhere
    return condition


# --- the one that is meant -------------------------------------------------------------------------------------------

NAMED = 5  # of those that a text may mean


class NotOne(Exception):
    """What was typed means nothing known, or several; the sentence says which."""


def one_organization(user: User, text: str, *, on: date) -> Organization:
    """By its code, or by names of any time that mean no other. Raises NotOne."""
    words = words_of(text)
    by_code = Organization.objects.visible_to(user).filter(code__iexact=text.strip()).with_name_on(on)
    rows: list[Organization] = list(by_code) or list(_organizations(user, words, on, every=True)[: NAMED + 1])
    exact = [
        row for row in rows if text.strip().casefold() in {row.short_name_then.casefold(), row.name_then.casefold()}
    ]
    return _one(exact or rows, text, "Instansi", lambda row: f"{row.short_name_then} ({row.code})")


def one_region(user: User, text: str) -> Region:
    """By its code or its name, or by words that mean no other. Raises NotOne."""
    rows: list[Region] = list(_regions(user, words_of(text), every=True)[: NAMED + 1])
    exact = [row for row in rows if text.strip().casefold() in {row.code.casefold(), row.name.casefold()}]
    return _one(exact or rows, text, "Wilayah", lambda row: f"{row.name} ({row.code})")


def _one(rows: Sequence[Row], text: str, noun: str, called: Callable[[Row], str]) -> Row:
    if not rows:
        raise NotOne(f"{noun} \u201c{text}\u201d tidak ditemukan. Periksa namanya, atau tulis kodenya.")
    if len(rows) > 1:
        names = joined([called(row) for row in rows[:NAMED]])
        more = ", dan lainnya" if len(rows) > NAMED else ""
        raise NotOne(f"\u201c{text}\u201d dapat berarti {names}{more}. Tulis kodenya.")
    return rows[0]
