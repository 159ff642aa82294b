"""What a dashboard shows, as plain tables, and what it is about in words."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from actions.enums import Reading
from clusters.models import User
from ranpptppo.lib.formats import datetime_long, day_in_wib
from ranpptppo.lib.workbooks import SheetContent
from reports import summaries
from reports.choice import Choice
from reports.filters import EVERYTHING, chips, filter_fields
from reports.screens.definitions import definitions
from reports.screens.handout import Handout
from reports.screens.words import Words, slug
from reports.summaries import Names, Narrowing, PlanData, YearData

EXAMPLE = ("Tanda", "CONTOH: rencana ini berisi data contoh, bukan data resmi")


class Shown(ABC):
    """A dashboard as it leaves the site. title: the page's. tables: what is on it, row by row, of a list all its pages.

    handout: what its brief prints; None: the brief of a plan (reports.screens.brief). is_example: so marked.
    is_draft: the figures are provisional. whole: what is said in place of filters where there are none.
    """

    title: str
    tables: Sequence[SheetContent]
    handout: Callable[[], Handout] | None
    whole = "tidak ada"

    @property
    def is_example(self) -> bool:
        return False

    @property
    def is_draft(self) -> bool:
        return False

    @property
    @abstractmethod
    def as_of(self) -> datetime: ...

    @property
    @abstractmethod
    def names(self) -> Names: ...

    @property
    @abstractmethod
    def topic(self) -> str:
        """``RAN 2020–2024 tahun 2024``: for titles."""

    @abstractmethod
    def subject_in_words(self) -> Words:
        """What the figures are of: plan, year, reading."""

    @abstractmethod
    def filters_in_words(self) -> Words:
        """Each filter that narrows the page: (``Klaster``, ``1. Pencegahan``)."""

    @abstractmethod
    def definitions(self) -> Words:
        """What the words on it mean."""

    @abstractmethod
    def query(self, given: QueryDict) -> str:
        """Of the address that shows the same another day."""

    @property
    def heading(self) -> str:
        """``RAN 2020–2024, tahun 2024, resmi (terverifikasi)``: what stands over each table."""
        return self.topic

    @property
    def file_stem(self) -> str:
        """``Beranda-2024-2026-11-23``: page, year, day."""
        return f"{slug(self.title)}-{day_in_wib(self.as_of).isoformat()}"

    def stamp(self, by: User) -> Words:
        """What stands on everything that leaves the page: of what, narrowed how, as of when, made by whom."""
        return [
            *([EXAMPLE] if self.is_example else []),
            ("Halaman", self.title),
            *self.subject_in_words(),
            *(self.filters_in_words() or [("Saringan", self.whole)]),
            ("Keadaan data", datetime_long(self.as_of)),
            ("Dibuat oleh", self.maker(by)),
        ]

    def in_words(self) -> str:
        """``Klaster – RAN 2020–2024, tahun 2024, resmi (terverifikasi); Sumber dana: APBN``."""
        filters = "".join(f"; {label}: {value}" for label, value in self.filters_in_words())
        return f"{self.title} – {self.heading}{filters}"

    def maker(self, by: User) -> str:
        """``Siti Aminah, Kemenko PMK``."""
        return f"{by.name}, {self.names.of(by.organization_id)['short_name']}"


@dataclass(frozen=True)
class Screen(Shown):
    """A dashboard of a plan.

    about: filters that the address of the page stands for, such as ``{"cluster": "3"}``. action: the one that the page
    is about. more: what else narrows its rows, in words. named: what the filters of ``about`` are called, by their label.
    """

    title: str
    choice: Choice
    tables: Sequence[SheetContent]
    about: Mapping[str, str] = field(default_factory=dict)
    action: int | None = None
    more: Words = field(default_factory=list)
    named: Mapping[str, str] = field(default_factory=dict)
    handout: Callable[[], Handout] | None = None
    whole = "tidak ada; seluruh rencana"

    @property
    def as_of(self) -> datetime:
        return self.choice.as_of

    @property
    def names(self) -> Names:
        return self.choice.names

    @property
    def topic(self) -> str:
        return f"{self.choice.plan.short_title} tahun {self.choice.year}"

    @property
    def heading(self) -> str:
        choice = self.choice
        return f"{choice.plan.short_title}, tahun {choice.year}, {self.reading_in_words().lower()}"

    @property
    def file_stem(self) -> str:
        return f"{slug(self.title)}-{self.choice.year}-{day_in_wib(self.as_of).isoformat()}"

    @property
    def is_draft(self) -> bool:
        return self.choice.reading != Reading.OFFICIAL

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

    def subject_in_words(self) -> Words:
        choice = self.choice
        return [("Rencana", choice.plan.title), ("Tahun", str(choice.year)), ("Bacaan", self.reading_in_words())]

    def filters_in_words(self) -> Words:
        choice = self.subject
        fields = filter_fields(choice.filters, choice.whole, choice.year, choice.names, choice.offered)
        on = chips(fields, choice.address)
        return [(chip.label, self.named.get(chip.label, chip.value)) for chip in on] + self.more

    def reading_in_words(self) -> str:
        return str(Reading(self.choice.reading).label)

    def definitions(self) -> Words:
        return definitions(self.choice.plan)

    def query(self, given: QueryDict) -> str:
        return query_of(self.choice, given)


def query_of(choice: Choice | None, given: QueryDict) -> str:
    """The address's query with plan and year said outright, so that it shows the same another day; no page number.

    choice: None of a page that is about no plan.
    """
    chosen: dict[str, Any] = {name: value for name, value in given.items() if value and name != "page"}
    return urlencode({**chosen, **(choice.address if choice is not None else {})})
