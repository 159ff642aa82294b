"""The tags of a printed part, put right before it is cut.

WeasyPrint wraps each line of text in a Span that says nothing: its content goes to the element around it, where that may
hold text (ISO 32000-1, 14.8.4), and with it the place of a link, which belongs into the Link itself (ISO 14289-1, 7.18.5). It
tags running heads and leaves them out of the tree: they become artifacts. And a table's heads say what they head (7.5).
"""

from __future__ import annotations

from typing import Any

import pydyf

EMPTY = {"/Span", "/NonStruct"}
HOLDS_TEXT = {"/P", "/TD", "/TH", "/LBody", "/Lbl", "/Caption", "/Link", "/Span", "/NonStruct"} | {
    f"/H{level}" for level in range(1, 7)
}
TELLING = {"ID", "A", "Alt", "ActualText", "Lang", "E"}
HEAD, BODY = "/Column", "/Row"

Owners = dict[bytes, dict[int, int]]  # page -> number of marked content -> number of its element
Moved = dict[bytes, bytes]  # a wrapper that is gone -> the element that has what it held


def tidy_tags(pdf: pydyf.PDF, part: pydyf.Dictionary) -> tuple[Owners, Moved]:
    """Change the elements below `part`; whose the marked content of each page is now, and what came in place of what."""
    owners: Owners = {}
    moved: Moved = {}
    _tidy(pdf, part, BODY, owners, moved, in_link=False)
    return owners, moved


def mark_artifacts(content: pydyf.Stream, owned: dict[int, int]) -> None:
    """What is marked on a page and belongs to no element is an artifact."""
    pieces = content.stream
    for place, piece in enumerate(pieces):
        if piece == b"BDC" and (number := _number_of_mark(pieces[place - 1])) is not None and number not in owned:
            pieces[place - 2 : place + 1] = [b"/Artifact", b"", b"BMC"]


def _tidy(
    pdf: pydyf.PDF, element: pydyf.Dictionary, scope: str, owners: Owners, moved: Moved, *, in_link: bool
) -> None:
    scope = {"/THead": HEAD, "/TBody": BODY, "/TFoot": BODY}.get(element["S"], scope)
    in_link = in_link or element["S"] == "/Link"
    kids: list[Any] = []
    for kid in element["K"]:
        inner = None if isinstance(kid, int) else pdf.objects[int(kid.split()[0])]
        if inner is None or "S" not in inner:
            kids.append(kid)
            continue
        _tidy(pdf, inner, scope, owners, moved, in_link=in_link)
        is_near = element["S"] in HOLDS_TEXT and inner.get("Pg") == element.get("Pg")
        if is_near and _says_nothing(pdf, inner, in_link=in_link):
            kids += _handed_over(pdf, inner, element)
            moved[inner.reference] = element.reference
        else:
            kids.append(kid)
    element["K"] = pydyf.Array(kids)
    if element["S"] == "/TH":
        element["A"]["Scope"] = scope
    for kid in kids:
        if isinstance(kid, int):
            owners.setdefault(element["Pg"], {})[kid] = element.number


def _says_nothing(pdf: pydyf.PDF, element: pydyf.Dictionary, *, in_link: bool) -> bool:
    """A wrapper of text that is not described; of a link's place only within the Link."""
    if element["S"] not in EMPTY or not TELLING.isdisjoint(element):
        return False
    return in_link or all(isinstance(kid, int) or "S" in pdf.objects[int(kid.split()[0])] for kid in element["K"])


def _handed_over(pdf: pydyf.PDF, wrapper: pydyf.Dictionary, element: pydyf.Dictionary) -> list[Any]:
    for kid in wrapper["K"]:
        if not isinstance(kid, int) and "S" in (inner := pdf.objects[int(kid.split()[0])]):
            inner["P"] = element.reference
    return list(wrapper["K"])


def _number_of_mark(properties: Any) -> int | None:
    value = properties.get("MCID") if isinstance(properties, dict) else None
    return value if isinstance(value, int) else None
