"""What a part of a report is, and the counting of its chapters: shared by all kinds of reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypedDict

from ranpptppo.lib.formats import day_in_wib
from ranpptppo.lib.roman import roman
from reports.enums import PageNumbering

EDITION = ("title", "plan", "issuer", "year", "edition", "is_final", "generated_at")  # what a cover says


class HeadFigures(TypedDict):
    """What stands over every page of a report."""

    running: str  # "Laporan Tahunan RAN PPTPPO 2020–2024 · 2024"
    title: str


class PartContent(TypedDict):
    """All that decides how a part looks; its hash is the section's name."""

    template: str
    layout: str  # the class of the part: "cover", "front" or "body"
    chapters: int  # how many chapters and appendices stand before it
    appendices: int
    head: HeadFigures
    data: dict[str, Any]


@dataclass(frozen=True)
class Part:
    """``key`` is unique in the report; ``title`` is what people read while it is printed. volume: 1 is the report itself."""

    key: str
    title: str
    numbering: PageNumbering
    content: PartContent
    volume: int = 1


class PartWriter:
    """Counts chapters and appendices in the order of printing; a template named without its folder lies in ``folder``."""

    def __init__(self, head: HeadFigures, folder: str, *, volume: int = 1) -> None:
        self.head, self.folder, self.volume = head, folder, volume
        self.chapters, self.appendices = 0, 0

    def cover(self, template: str, **data: Any) -> Part:
        return self._part("sampul", "Sampul", PageNumbering.NONE, self._content(template, "cover", data))

    def front(self, key: str, title: str, template: str, **data: Any) -> Part:
        return self._part(key, title, PageNumbering.ROMAN, self._content(template, "front", data))

    def chapter(self, title: str, template: str, **data: Any) -> Part:
        content = self._content(template, "body", data)
        self.chapters += 1
        return self._part(f"bab-{self.chapters}", f"Bab {roman(self.chapters)} {title}", PageNumbering.ARABIC, content)

    def appendix(self, title: str, template: str, **data: Any) -> Part:
        content = self._content(template, "body", data)
        self.appendices += 1
        name = f"Lampiran {self.appendices} {title}"
        return self._part(f"lampiran-{self.appendices}", name, PageNumbering.ARABIC, content)

    def more(self, part: Part, number: int, **data: Any) -> Part:
        """A further slice of the appendix written last."""
        content: PartContent = {**part.content, "data": data}
        return replace(part, key=f"{part.key}-{number:04}", title=f"{part.title} ({number})", content=content)

    def _part(self, key: str, title: str, numbering: PageNumbering, content: PartContent) -> Part:
        if self.volume == 1:
            return Part(key, title, numbering, content)
        return Part(
            f"jilid-{self.volume}-{key}", f"Jilid {roman(self.volume)}: {title}", numbering, content, self.volume
        )

    def _content(self, template: str, layout: str, data: dict[str, Any]) -> PartContent:
        return {
            "template": template if "/" in template else self.folder + template,
            "layout": layout,
            "chapters": self.chapters,
            "appendices": self.appendices,
            "head": self.head,
            "data": data,
        }


def signed_in(figures: Mapping[str, Any]) -> str:
    """The year beside a signature: all that such a part says of when the figures were read, so that it stays the same."""
    return str(day_in_wib(datetime.fromisoformat(figures["generated_at"])).year)


def only(figures: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """These of the figures, and nothing else: what a part holds decides whether it is printed again."""
    return {key: figures[key] for key in keys}
