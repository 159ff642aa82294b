"""A printed part as a piece of a PDF that can be written into any file: objects numbered from 1, and what refers to pages.

Made from the objects of pydyf that WeasyPrint hands to its finisher, before they are written.
"""

from __future__ import annotations

import json
import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pydyf

from reports.binding.tags import mark_artifacts, tidy_tags
from reports.part_addresses import PART

REFERENCE = re.compile(rb"\((?:\\.|[^\\()])*\)|\b(\d+) 0 R\b")  # a string is passed over, whatever it says
LENGTHS = struct.Struct("<III")


@dataclass(frozen=True)
class Fragment:
    """``head``: plain data, see `_head`. ``objects``: (number, text, stream or None); text holds ``N 0 R``."""

    head: dict[str, Any]
    objects: list[tuple[int, bytes, bytes | None]]

    def write(self) -> bytes:
        """The fragment as a file."""
        head = json.dumps(self.head, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        pieces = [struct.pack("<I", len(head)), head]
        for number, text, stream in self.objects:
            pieces += [LENGTHS.pack(number, len(text), 0 if stream is None else len(stream) + 1), text, stream or b""]
        return zlib.compress(b"".join(pieces), 1)


def read_fragment(path: Path) -> Fragment:
    data = zlib.decompress(path.read_bytes())
    (size,) = struct.unpack_from("<I", data)
    return Fragment(json.loads(data[4 : 4 + size]), list(_objects(data, 4 + size)))


def _objects(data: bytes, place: int) -> Iterator[tuple[int, bytes, bytes | None]]:
    while place < len(data):
        number, text_size, stream_size = LENGTHS.unpack_from(data, place)
        place += LENGTHS.size
        text = data[place : place + text_size]
        place += text_size
        stream = data[place : place + stream_size - 1] if stream_size else None
        place += max(stream_size - 1, 0)
        yield number, text, stream


def cut_fragment(pdf: pydyf.PDF, prefix: str) -> Fragment:
    """What WeasyPrint made of one part. ``prefix`` makes the identifiers of its table heads unique in the file.

    ``pdf`` is changed and not to be written any more.
    """
    pages = [pdf.objects[int(reference.split()[0])] for reference in pdf.page_references]
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    part = _object(pdf, root["K"][0])
    nums = _object(pdf, root["ParentTree"])["Nums"]
    identifiers = _name_heads(pdf, prefix)
    annotations = {reference: _annotation(pdf, reference) for page in pages for reference in page.get("Annots", [])}
    part.update({"S": "/Part"})
    del part["P"]
    owners, moved = tidy_tags(pdf, part)
    of_links = slice(2 * len(pages) + 1, None, 2)
    nums[of_links] = [_in_place(moved, element) for element in nums[of_links]]
    marked = {page.number: owners.get(page.reference, {}) for page in pages}
    for page in pages:
        mark_artifacts(_object(pdf, page["Contents"]), marked[page.number])
    cutter = _Cutter(pdf)
    cutter.hold(page.number for page in pages)
    for page in pages:
        cutter.keep(_number(page["Contents"]), _number(page["Resources"]))
    cutter.keep(part.number, _number(_profile(pdf)), *map(_number, annotations))
    head = _head(pdf, pages, part, nums, identifiers, annotations, cutter)
    for page, entry in zip(pages, head["pages"], strict=True):
        entry["marks"] = _marks(marked[page.number], cutter.new)
    return Fragment(head, cutter.objects())


def _head(
    pdf: pydyf.PDF,
    pages: list[pydyf.Dictionary],
    part: pydyf.Dictionary,
    nums: list[Any],
    identifiers: dict[str, int],
    annotations: dict[bytes, int],
    cutter: _Cutter,
) -> dict[str, Any]:
    new = cutter.new
    dests = pdf.catalog.get("Names", {}).get("Dests", {"Names": []})["Names"]
    where = {page.number: index for index, page in enumerate(pages)}
    return {
        "size": len(new),
        "part": new[part.number],
        "profile": new[_number(_profile(pdf))],
        "fonts": new[_number(_object(pdf, pages[0]["Resources"])["Font"])],
        "pages": [
            {
                "number": new[page.number],
                "box": [float(side) for side in page["MediaBox"]],
                "contents": new[_number(page["Contents"])],
                "resources": new[_number(page["Resources"])],
                "annotations": [new[_number(reference)] for reference in page.get("Annots", [])],
            }
            for page in pages
        ],
        "annotations": {new[_number(reference)]: key - len(pages) for reference, key in annotations.items()},
        "annotation_marks": [new[_number(reference)] for reference in nums[2 * len(pages) + 1 :: 2]],
        "anchors": {
            name.string: [where[_number(place[0])], float(place[2]), float(place[3])]
            for name, place in zip(dests[::2], dests[1::2], strict=True)
        },
        "heads": {identifier: new[number] for identifier, number in identifiers.items()},
    }


def _in_place(moved: Mapping[bytes, bytes], element: Any) -> Any:
    """The element that has what this one held, where it is gone."""
    while element in moved:
        element = moved[element]
    return element


def _marks(owners: dict[int, int], new: dict[int, int]) -> list[int]:
    """The element of each piece of marked content of a page; 0 for an artifact."""
    return [new[owners[mark]] if mark in owners else 0 for mark in range(max(owners, default=-1) + 1)]


def _name_heads(pdf: pydyf.PDF, prefix: str) -> dict[str, int]:
    """Make the table heads' identifiers unique; the cells share the string objects, and so follow."""
    found: dict[str, int] = {}
    for element in pdf.objects:
        if isinstance(element, pydyf.Dictionary) and "ID" in element and element.get("Type") == "/StructElem":
            if not element["ID"].string.startswith(prefix):
                element["ID"].string = prefix + element["ID"].string
            found[element["ID"].string] = element.number
    return found


def _annotation(pdf: pydyf.PDF, reference: bytes) -> int:
    """Give a link to another part its destination by name; the key of its entry in the parent tree."""
    annotation = pdf.objects[_number(reference)]
    key: int = annotation.pop("StructParent", -1)
    address = annotation.get("A", {}).get("URI")
    if address is not None and address.string.startswith(PART):
        del annotation["A"]
        annotation["Dest"] = pydyf.String(address.string.removeprefix(PART))
        annotation["Contents"] = pydyf.String("Ke bagian lain dokumen ini")
    return key


class _Cutter:
    """Follows references from what is kept, and gives the objects found numbers from 1."""

    def __init__(self, pdf: pydyf.PDF) -> None:
        self.pdf = pdf
        self.new: dict[int, int] = {}
        self._texts: dict[int, tuple[bytes, bytes | None]] = {}

    def hold(self, pages: Iterable[int]) -> None:
        """Pages get a number here and are written by the binder."""
        for number in pages:
            self.new[number] = len(self.new) + 1

    def keep(self, *numbers: int) -> None:
        waiting = list(reversed(numbers))
        while waiting:
            number = waiting.pop()
            if number in self.new:
                continue
            self.new[number] = len(self.new) + 1
            text, stream = _text(self.pdf.objects[number])
            self._texts[number] = (text, stream)
            waiting += [int(found) for found in REFERENCE.findall(text) if found]

    def objects(self) -> list[tuple[int, bytes, bytes | None]]:
        return [
            (self.new[number], renumbered(text, self.new), stream) for number, (text, stream) in self._texts.items()
        ]


def renumbered(text: bytes, new: dict[int, int]) -> bytes:
    def replace(found: re.Match[bytes]) -> bytes:
        return found[0] if found[1] is None else b"%d 0 R" % new[int(found[1])]

    return REFERENCE.sub(replace, text)


def _text(item: Any) -> tuple[bytes, bytes | None]:
    """The object without its stream, and its stream."""
    data: bytes = item.data
    if not isinstance(item, pydyf.Stream):
        return data, None
    text, _mark, stream = data.partition(b"\nstream\n")
    return text, stream.removesuffix(b"\nendstream")


def _profile(pdf: pydyf.PDF) -> bytes:
    """The colour profile of the output intent."""
    reference: bytes = pdf.catalog["OutputIntents"][0]["DestOutputProfile"]
    return reference


def _object(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[_number(reference)]


def _number(reference: bytes) -> int:
    return int(reference.split()[0])
