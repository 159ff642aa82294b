"""What a printed report numbers: chapters, sections, appendices, tables, figures and sources.

The templates announce each as they print it, through the tags of reports.templatetags.printing; the contents and the
lists of tables and figures are printed from here, in front of what they list.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.text import slugify

from ranpptppo.lib.roman import roman


@dataclass(frozen=True)
class Heading:
    """`level`: front, chapter, section or appendix. `label`: "BAB II", "2.1", "LAMPIRAN 1", or "" in front."""

    level: str
    label: str
    title: str
    anchor: str


@dataclass(frozen=True)
class Caption:
    """`label`: "Tabel 2.1"."""

    label: str
    text: str
    anchor: str


@dataclass
class Outline:
    """Counts in the order of printing; tables and figures start again in each chapter."""

    headings: list[Heading] = field(default_factory=list)
    tables: list[Caption] = field(default_factory=list)
    figures: list[Caption] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    chapters: int = 0
    appendices: int = 0
    _part: str = "0"
    _counts: dict[str, int] = field(default_factory=dict)

    def front(self, title: str) -> Heading:
        """A part before the first chapter; its tables are "Tabel R.1"."""
        return self._begin("R", Heading("front", "", title, f"muka-{slugify(title)}"))

    def chapter(self, title: str) -> Heading:
        self.chapters += 1
        label = f"BAB {roman(self.chapters)}"
        return self._begin(str(self.chapters), Heading("chapter", label, title, f"bab-{self.chapters}"))

    def appendix(self, title: str) -> Heading:
        self.appendices += 1
        label = f"LAMPIRAN {self.appendices}"
        return self._begin(f"L{self.appendices}", Heading("appendix", label, title, f"lampiran-{self.appendices}"))

    def section(self, title: str) -> Heading:
        label = f"{self._part}.{self._next('section')}"
        heading = Heading("section", label, title, f"bagian-{label.replace('.', '-')}")
        self.headings.append(heading)
        return heading

    def table(self, text: str) -> Caption:
        return self._caption("Tabel", "tabel", text, self.tables)

    def figure(self, text: str) -> Caption:
        return self._caption("Gambar", "gambar", text, self.figures)

    def source(self, address: str) -> int:
        """The number under which an address stands in the list of sources, the same each time."""
        if address not in self.sources:
            self.sources.append(address)
        return self.sources.index(address) + 1

    def frozen(self) -> dict[str, Any]:
        """Headings, tables and figures as plain data."""
        return {
            "headings": [asdict(heading) for heading in self.headings],
            "tables": [asdict(caption) for caption in self.tables],
            "figures": [asdict(caption) for caption in self.figures],
        }

    def _begin(self, part: str, heading: Heading) -> Heading:
        self._part, self._counts = part, {}
        self.headings.append(heading)
        return heading

    def _caption(self, word: str, anchor: str, text: str, captions: list[Caption]) -> Caption:
        number = f"{self._part}.{self._next(anchor)}"
        caption = Caption(f"{word} {number}", text, f"{anchor}-{number.replace('.', '-')}")
        captions.append(caption)
        return caption

    def _next(self, what: str) -> int:
        self._counts[what] = self._counts.get(what, 0) + 1
        return self._counts[what]
