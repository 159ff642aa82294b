"""Figures placed in a text by reference: ``{{ capaian.klaster.1 }}``. Nothing here asks the database.

A reference is looked up in a catalogue made from a report's figures; text and figure so cannot disagree. ``narasi``
references stand for the paragraphs that a cluster's lead wrote about a period: linked, not copied.
"""

from __future__ import annotations

import difflib
import html as html_lib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import nh3
from django.utils.html import escape, format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from actions.enums import FundingSource, Status
from ranpptppo.lib import formats
from reports.part_addresses import trace_address

REFERENCE = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")
BRACES = re.compile(r"\{\{[^{}]{0,200}\}{0,2}")  # whatever somebody meant as a reference, closed or not
ALONE = re.compile(r"<p>\s*\{\{\s*(narasi\.[^{}\s]+)\s*\}\}\s*</p>")
TYPED_FIGURE = re.compile(r"(?:Rp\s?\d|\d[\d.,]*\s?(?:%|persen\b))")
LINKS = re.compile(r"(<a\b[^>]*>.*?</a>)", re.DOTALL)
TAGS = {"p", "h3", "h4", "ul", "ol", "li", "em", "strong", "a", "blockquote", "br"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True)
class Reference:
    """``text``: as it is printed. ``path``: of its provenance page; "" for a narrative, whose paragraphs are ``text``.

    ``detail_of``: the number of the cluster in whose chapter alone it is offered; 0: in every chapter.
    """

    label: str
    text: str
    path: str = ""
    detail_of: int = 0


Catalogue = Mapping[str, Reference]


def catalogue(figures: Mapping[str, Any]) -> dict[str, Reference]:
    """What can be referred to, in the order of the pickers. ``figures``: AnnualFigures, or what it has of them."""
    national, found = figures["national"], {}  # type: Any, dict[str, Reference]
    found["capaian.nasional"] = Reference("Skor rencana", score_text(national["score"]), "nasional/skor")
    found["jumlah.aksi"] = Reference("Jumlah aksi", formats.number(national["actions"]), "nasional/skor")
    found["jumlah.indikator"] = Reference("Jumlah indikator", formats.number(national["indicators"]), "nasional/skor")
    found.update(_of("nasional", "seluruh rencana", national, "nasional"))
    for cluster in figures["clusters"]:
        key, name = f"klaster.{cluster['number']}", f"klaster {cluster['number']}"
        path = f"klaster/{cluster['number']}"
        found[f"capaian.{key}"] = Reference(f"Skor {name}", score_text(cluster["score"]), f"{path}/skor")
        found.update(_of(key, name, cluster, path))
        for action in cluster.get("actions", ()):
            found.update(_of_action(action, figures["year"], cluster["number"]))
    for row in figures["budget"]["by_source"]:
        label = FundingSource(row["key"]).label
        found[f"anggaran.pagu.{row['key']}"] = Reference(
            f"Pagu {label}", formats.rupiah(row["allocated"]), f"anggaran/sumber/{row['key']}"
        )
        found[f"anggaran.realisasi.{row['key']}"] = Reference(
            f"Realisasi {label}", formats.rupiah(row["realized"]), f"anggaran/sumber/{row['key']}"
        )
    return found


def within(whole: Catalogue, part: Catalogue, chapter: str) -> dict[str, Reference]:
    """The whole plan's references for a text in the edition of a part: only what is the same there leads anywhere.

    chapter: of the part, "klaster-1"; "nasional" and the sums of the budget mean the part in its edition.
    """
    same = (f"{chapter.replace('-', '/')}/", "aksi/", "indikator/")
    return {
        key: found if found.path.startswith(same) and part.get(key) == found else replace(found, path="")
        for key, found in whole.items()
    }


def _of(key: str, name: str, of: Mapping[str, Any], path: str) -> dict[str, Reference]:
    filed, budget = of["completeness"]["filed"], of["budget"]
    found = {
        f"anggaran.pagu.{key}": Reference(f"Pagu {name}", formats.rupiah(budget["allocated"]), f"{path}/anggaran"),
        f"anggaran.realisasi.{key}": Reference(
            f"Realisasi anggaran {name}", formats.rupiah(budget["realized"]), f"{path}/anggaran"
        ),
        f"anggaran.serapan.{key}": Reference(f"Serapan {name}", percent_text(budget["absorption"]), f"{path}/anggaran"),
        f"kelengkapan.{key}": Reference(
            f"Kelengkapan laporan {name}", percent_text(filed["percent"]), f"{path}/laporan"
        ),
    }
    for status in Status:
        text = formats.number(of["counts"][status.value])
        label = f"Indikator {status.label.lower()}, {name}"
        found[f"status.{key}.{status.value}"] = Reference(label, text, f"{path}/skor")
    return found


def _of_action(action: Mapping[str, Any], year: int, cluster: int) -> dict[str, Reference]:
    number = action["number"]
    found = {
        f"aksi.{number}.skor": Reference(
            f"Skor aksi {number}", score_text(action["score"]), f"aksi/{action['id']}/skor", cluster
        )
    }
    for indicator in action["indicators"]:
        place = indicator["position"]  # not where it stands in the list: what a text refers to stays what it was
        key, path = f"indikator.{number}-{place}", f"indikator/{indicator['id']}/{year}"
        name = f"indikator {place} aksi {number}"
        values = {
            "capaian": percent_text(indicator["achievement"]),
            "target": value_text(indicator["target"]["value"], indicator["measure"]),
            "realisasi": value_text(indicator["actual"]["value"], indicator["measure"]),
        }
        for what, text in values.items():
            found[f"{key}.{what}"] = Reference(f"{what.capitalize()} {name}", text, path, cluster)
    return found


def offered(known: Catalogue, cluster: int) -> dict[str, Reference]:
    """What the chapter of this cluster lists, or with 0 every other chapter; what is not listed is known all the same."""
    return {name: reference for name, reference in known.items() if reference.detail_of in {0, cluster}}


def unknown(text: str, known: Catalogue) -> list[str]:
    """A sentence for each reference of the text that leads nowhere, with the nearest that does."""
    sentences = []
    for written in in_braces(text):
        found = REFERENCE.fullmatch(written)
        if found and found[1] in known:
            continue
        near = difflib.get_close_matches(written.strip("{ }"), known, n=1, cutoff=0.5)
        hint = f" Mungkin maksud Anda {{{{ {near[0]} }}}}." if near else ""
        sentences.append(f"Rujukan {written} tidak dikenal.{hint}")
    return sentences


def in_braces(text: str) -> list[str]:
    """What stands in braces, each once and as it was written: ``{{ capaian.nasional }}``, ``{{ capaian nasional }``."""
    return list(dict.fromkeys(" ".join(found.split()) for found in BRACES.findall(text)))


def left_bare(html: str) -> list[str]:
    """What a text that was filled in still shows in braces, of its own or of a narrative that it refers to."""
    return in_braces(plain_text(html))


def plain_text(html: str) -> str:
    """The words of a text that was filled in, without its markup."""
    return html_lib.unescape(strip_tags(html.replace("</p>", "</p>\n")))


def typed_figures(text: str) -> list[str]:
    """Percentages and amounts that somebody typed: better a reference, and not refused."""
    return list(dict.fromkeys(TYPED_FIGURE.findall(REFERENCE.sub("", text))))


def text_html(text: str, known: Catalogue, *, for_print: bool = False) -> SafeString:
    """The text as safe HTML with its references filled in; an unknown one stays as it was written.

    In print each figure leads to its provenance.
    """

    html = ALONE.sub(lambda found: _paragraphs(found, known), str(_MARKDOWN.render(text)))
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel=None,
        attribute_filter=_typed_address,
    )
    pieces = LINKS.split(clean)  # every second one is a link, and links do not nest
    filled = [_filled(piece, known, for_print=for_print and not place % 2) for place, piece in enumerate(pieces)]
    return mark_safe("".join(filled))  # noqa: S308  nh3 cleaned it; what was filled in is escaped


def _filled(html: str, known: Catalogue, *, for_print: bool) -> str:
    def figure(found: re.Match[str]) -> str:
        reference = known.get(found[1])
        if reference is None:
            return found[0]
        if for_print and reference.path:
            return format_html('<a href="{}">{}</a>', trace_address(reference.path), reference.text)
        return escape(reference.text)

    return REFERENCE.sub(figure, html)


def _paragraphs(found: re.Match[str], known: Catalogue) -> str:
    reference = known.get(found[1])
    if reference is None:
        return found[0]
    parts = ((part,) for part in reference.text.split("\n\n") if part.strip())
    return format_html_join("", "<p>{}</p>", parts)


def _typed_address(_tag: str, _name: str, value: str) -> str | None:
    """Nobody types the private addresses that the binder turns into links of its own."""
    return None if (urlsplit(value).hostname or "").endswith(".invalid") else value


def difference(old: str, new: str) -> list[tuple[str, str]]:
    """The words of two versions: ("same" | "removed" | "added", words), in reading order."""
    before, after = _words(old), _words(new)
    rows: list[tuple[str, str]] = []
    for kind, a1, a2, b1, b2 in difflib.SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if kind == "equal":
            rows.append(("same", "".join(before[a1:a2])))
            continue
        rows += [("removed", "".join(before[a1:a2]))] * (a1 < a2)
        rows += [("added", "".join(after[b1:b2]))] * (b1 < b2)
    return rows


def _words(text: str) -> Sequence[str]:
    return re.findall(r"\s+|[^\s]+", text)


def score_text(value: str | None) -> str:
    return "belum ada" if value is None else formats.number(Decimal(value), places=2)


def percent_text(value: str | None) -> str:
    return "belum ada" if value is None else f"{formats.number(Decimal(value), places=2)}%"


def value_text(value: str | None, measure: str) -> str:
    if value is None:
        return "belum ada"
    if measure == "milestone":
        return "ya" if value == "1" else "belum"
    return formats.number(Decimal(value)) + ("%" if measure == "percentage" else "")
