"""What a dashboard shows, as plain tables, and what it is about in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict

from actions.enums import Reading
from clusters.models import User
from ranpptppo.lib.formats import datetime_long
from ranpptppo.lib.workbooks import SheetContent
from reports import summaries
from reports.choice import Choice
from reports.filters import EVERYTHING, chips, filter_fields
from reports.summaries import Narrowing, PlanData, YearData

Words = list[tuple[str, str]]


@dataclass(frozen=True)
class Screen:
    """title: the page's. tables: what is on it, row by row, of a list all its pages.

    about: filters that the address of the page stands for, such as ``{"cluster": "3"}``. action: the one that the page
    is about. more: what else narrows its rows, in words.
    """

    title: str
    choice: Choice
    tables: Sequence[SheetContent]
    about: Mapping[str, str] = field(default_factory=dict)
    action: int | None = None
    more: Words = field(default_factory=list)

    @cached_property
    def subject(self) -> Choice:
        """The choice with what the page itself is about among its filters."""
        if not self.about:
            return self.choice
        honoured = tuple({*self.choice.honoured, *self.about})
        filters = replace(self.choice.filters, **self.about)
        return replace(self.choice, filters=filters, honoured=honoured, offered=EVERYTHING)

    @cached_property
    def data(self) -> PlanData:
        """The part of the plan that the page is about."""
        if self.action is not None:
            return summaries.narrow(self.choice.whole, Narrowing(actions=frozenset({self.action})))
        return self.subject.data

    @property
    def figures(self) -> YearData:
        return summaries.year_of(self.data, self.choice.year)

    @property
    def is_example(self) -> bool:
        return self.choice.plan.is_example

    def filters_in_words(self) -> Words:
        """Each filter that narrows the page: (``Klaster``, ``1. Pencegahan``)."""
        choice = self.subject
        fields = filter_fields(choice.filters, choice.whole, choice.year, choice.names, choice.offered)
        return [(chip.label, chip.value) for chip in chips(fields, choice.address)] + self.more

    def reading_in_words(self) -> str:
        return str(Reading(self.choice.reading).label)

    def stamp(self, by: User) -> Words:
        """What stands on everything that leaves the page: of what, narrowed how, as of when, made by whom."""
        choice = self.choice
        example = [("Tanda", "CONTOH: rencana ini berisi data contoh, bukan data resmi")] if self.is_example else []
        return [
            *example,
            ("Halaman", self.title),
            ("Rencana", choice.plan.title),
            ("Tahun", str(choice.year)),
            ("Bacaan", self.reading_in_words()),
            *(self.filters_in_words() or [("Saringan", "tidak ada; seluruh rencana")]),
            ("Keadaan data", datetime_long(choice.as_of)),
            ("Dibuat oleh", self.maker(by)),
        ]

    def in_words(self) -> str:
        """``Klaster – RAN 2020–2024, tahun 2024, resmi (terverifikasi); Sumber dana: APBN``."""
        choice = self.choice
        filters = "".join(f"; {label}: {value}" for label, value in self.filters_in_words())
        reading = self.reading_in_words().lower()
        return f"{self.title} – {choice.plan.short_title}, tahun {choice.year}, {reading}{filters}"

    def maker(self, by: User) -> str:
        """``Siti Aminah, Kemenko PMK``."""
        return f"{by.name}, {self.choice.names.of(by.organization_id)['short_name']}"


def query_of(choice: Choice, query: QueryDict) -> str:
    """The address's query with plan and year said outright, so that it shows the same another day; no page number."""
    given = {name: value for name, value in query.items() if value and name != "page"}
    return urlencode({**given, **choice.address})
