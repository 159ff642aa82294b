"""Binding: one fragment after the other is given new numbers and written; the catalogue comes last."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

from ranpptppo.lib.roman import roman
from reports.binding.fragment import REFERENCE, Fragment, read_fragment
from reports.binding.metadata import write_metadata
from reports.binding.outlines import write_outlines
from reports.binding.pieces import Attachment, BindingHead, Bound, PartFile
from reports.binding.stamps import StampFont, behind, foot
from reports.binding.writer import PdfWriter, text_string
from reports.part_addresses import TRACE

DESTINATION = re.compile(rb"/Dest \(((?:\\.|[^\\()])*)\)")
PROVENANCE = re.compile(rb"\(%b((?:\\.|[^\\()])*)\)" % re.escape(TRACE.encode()))
DIGITS = "0123456789ivxlc"


class BindingError(Exception):
    """The parts do not fit together: the message names the anchor that is missing or there twice."""


@dataclass
class _Work:
    """What is known so far of the file being written."""

    writer: PdfWriter
    head: BindingHead
    font: StampFont
    pages_root: int
    document: int  # the element that holds the parts
    stamp: int
    pages: list[int] = field(default_factory=list)
    labels: list[tuple[int, str]] = field(default_factory=list)
    anchors: dict[str, tuple[int, float, float]] = field(default_factory=dict)
    wanted: set[str] = field(default_factory=set)
    parts: list[int] = field(default_factory=list)
    marks: list[tuple[int, int, int]] = field(default_factory=list)  # first key, last key, leaf of the parent tree
    heads: list[tuple[str, str, int]] = field(default_factory=list)  # first and last identifier, leaf
    next_key: int = 0
    profile: int = 0
    written: dict[bytes, int] = field(default_factory=dict)  # digest of a stream that names nothing -> its number


def page_labels(parts: Sequence[PartFile]) -> dict[str, str]:
    """The printed page number of every anchor of these parts, in their order; "" on unnumbered pages."""
    labels: dict[str, str] = {}
    for part, fragment, first in _numbered(parts):
        for name, (page, _x, _y) in fragment.head["anchors"].items():
            labels[name] = _label(part, first + page)
    return labels


def bind(parts: Sequence[PartFile], out: Path, head: BindingHead) -> Bound:
    """Write the bound file; the same parts and head give the same bytes. Raises :class:`BindingError`."""
    unfinished = out.with_name(f"{out.name}.tmp")
    try:
        with unfinished.open("wb") as file:
            bound = _bind(parts, file, head)
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)
    return bound


def _bind(parts: Sequence[PartFile], file: BinaryIO, head: BindingHead) -> Bound:
    writer = PdfWriter(file)
    font = StampFont(DIGITS + head.footer + head.watermark)
    first = writer.reserve(2)
    work = _Work(writer, head, font, pages_root=first, document=first + 1, stamp=font.write(writer))
    for part, fragment, number in _numbered(parts):
        _write_part(work, part, fragment, number)
    work.wanted |= {mark.anchor for part in parts for mark in part.bookmarks}
    if missing := sorted(work.wanted - work.anchors.keys()):
        raise BindingError(f"No part has the anchor {missing[0]}.")
    _finish(work, parts)
    return Bound(len(work.pages))


def _numbered(parts: Sequence[PartFile]) -> Iterator[tuple[PartFile, Fragment, int]]:
    """Each part with its fragment and the number of its first page."""
    counts = {"none": 0, "roman": 0, "arabic": 0}
    for part in parts:
        fragment = read_fragment(part.path)
        yield part, fragment, counts[part.numbering] + 1
        counts[part.numbering] += len(fragment.head["pages"])


def _label(part: PartFile, number: int) -> str:
    if part.numbering == "none":
        return ""
    return roman(number).lower() if part.numbering == "roman" else str(number)


def _write_part(work: _Work, part: PartFile, fragment: Fragment, number: int) -> None:
    head, writer = fragment.head, work.writer
    base = writer.reserve(head["size"]) - 1
    pages = head["pages"]
    keys = {int(annotation): work.next_key + len(pages) + key for annotation, key in head["annotations"].items()}
    for name, (page, x, y) in head["anchors"].items():
        if name in work.anchors:
            raise BindingError(f"Two parts have the anchor {name}.")
        work.anchors[name] = (base + pages[page]["number"], x, y)
    known = _known(work, fragment, base)
    work.profile = known.get(head["profile"], base + head["profile"])
    for local, text, stream in fragment.objects:
        if local in known:
            continue
        moved = _moved(text, base, known)
        if local in keys:
            moved = _linked(work, moved, keys[local], is_tagged=int(keys[local]) >= work.next_key + len(pages))
        if local == head["part"]:
            moved = moved[:-2] + b"/P %d 0 R/T %b>>" % (work.document, text_string(part.title))
        if local == head["fonts"]:
            moved = moved[:-2] + b"/Cap %d 0 R>>" % work.stamp
        if stream is None:
            writer.write(base + local, moved)
        else:
            writer.write_stream(base + local, moved, stream)
    work.labels.append((len(work.pages), part.numbering))
    for index, page in enumerate(pages):
        _write_page(work, part, page, base, key=work.next_key + index, label=_label(part, number + index))
    work.parts.append(base + head["part"])
    _write_marks(work, head, base)


def _linked(work: _Work, text: bytes, key: int, *, is_tagged: bool) -> bytes:
    """A link with its key in the parent tree; where its name or its provenance leads."""
    if found := DESTINATION.search(text):
        work.wanted.add(found[1].decode())
    address = f"{work.head.site_address}/laporan/telusur/{work.head.short_code}/".encode()
    text = PROVENANCE.sub(lambda found: b"(" + address + found[1] + b")", text)
    return text[:-2] + b"/StructParent %d>>" % key if is_tagged else text


def _known(work: _Work, fragment: Fragment, base: int) -> dict[int, int]:
    """What an earlier part has written: fonts, pictures, profiles. Their numbers here stay unused.

    Never what a page draws: pages name that by its own number, and two of them may look the same.
    """
    known = {}
    drawn = {page["contents"] for page in fragment.head["pages"]}
    for local, text, stream in fragment.objects:
        if stream is None or local in drawn or any(REFERENCE.findall(text)):
            continue
        first = work.written.setdefault(hashlib.sha256(text + b"\0" + stream).digest(), base + local)
        if first != base + local:
            known[local] = first
    return known


def _moved(text: bytes, base: int, known: Mapping[int, int]) -> bytes:
    def replace(found: re.Match[bytes]) -> bytes:
        if found[1] is None:
            return found[0]
        local = int(found[1])
        return b"%d 0 R" % known.get(local, local + base)

    return REFERENCE.sub(replace, text)


def _write_page(work: _Work, part: PartFile, page: Mapping[str, Any], base: int, *, key: int, label: str) -> None:
    writer, box = work.writer, page["box"]
    contents, resources = b"%d 0 R" % (base + page["contents"]), base + page["resources"]
    if part.numbering != "none":
        mark = work.head.watermark
        before = behind(work.font, box, mark) if mark else b""
        after = foot(work.font, box, label, mark, work.head.footer)
        first = writer.add_stream(before + b"q\n")
        last = writer.add_stream(b"\nQ\n" + after)
        contents = b"[%d 0 R %b %d 0 R]" % (first, contents, last)
    links = b" ".join(b"%d 0 R" % (base + number) for number in page["annotations"])
    annotations = b"/Annots[%b]" % links if links else b""
    sides = " ".join(f"{side:g}" for side in box).encode()
    writer.write(
        base + page["number"],
        b"<</Type/Page/Parent %d 0 R/MediaBox[%b]/TrimBox[%b]/Contents %b/Resources %d 0 R/Tabs/S/StructParents %d%b>>"
        % (work.pages_root, sides, sides, contents, resources, key, annotations),
    )
    work.pages.append(base + page["number"])


def _write_marks(work: _Work, head: Mapping[str, Any], base: int) -> None:
    """This part's leaves of the parent tree and of the tree of identifiers."""
    first = work.next_key
    entries = [b"%d[%b]" % (first + index, _marks(page["marks"], base)) for index, page in enumerate(head["pages"])]
    links = first + len(head["pages"])
    entries += [b"%d %d 0 R" % (links + index, base + mark) for index, mark in enumerate(head["annotation_marks"])]
    last = first + len(entries) - 1
    leaf = work.writer.add(b"<</Limits[%d %d]/Nums[%b]>>" % (first, last, b" ".join(entries)))
    work.marks.append((first, last, leaf))
    work.next_key = last + 1
    if names := sorted(head["heads"]):
        pairs = b" ".join(b"(%b)%d 0 R" % (name.encode(), base + head["heads"][name]) for name in names)
        limits = b"(%b)(%b)" % (names[0].encode(), names[-1].encode())
        leaf = work.writer.add(b"<</Limits[%b]/Names[%b]>>" % (limits, pairs))
        work.heads.append((names[0], names[-1], leaf))


def _marks(numbers: Sequence[int], base: int) -> bytes:
    return b" ".join(b"%d 0 R" % (base + number) if number else b"null" for number in numbers)


def _list(numbers: Sequence[int], base: int) -> bytes:
    return b" ".join(b"%d 0 R" % (base + number) for number in numbers)


def _finish(work: _Work, parts: Sequence[PartFile]) -> None:
    writer, head = work.writer, work.head
    writer.write(
        work.pages_root,
        b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(work.pages), _list(work.pages, 0)),
    )
    parents = writer.add(b"<</Kids[%b]>>" % _list([leaf for _first, _last, leaf in work.marks], 0))
    root = writer.reserve()
    identifiers = b""
    if work.heads:
        leaves = _list([leaf for _first, _last, leaf in sorted(work.heads)], 0)
        identifiers = b"/IDTree %d 0 R" % writer.add(b"<</Kids[%b]>>" % leaves)
    writer.write(
        root,
        b"<</Type/StructTreeRoot/K[%d 0 R]/ParentTree %d 0 R/ParentTreeNextKey %d%b>>"
        % (work.document, parents, work.next_key, identifiers),
    )
    writer.write(
        work.document,
        b"<</Type/StructElem/S/Document/P %d 0 R/K[%b]/Lang %b>>"
        % (root, _list(work.parts, 0), text_string(head.language)),
    )
    outlines = write_outlines(writer, [mark for part in parts for mark in part.bookmarks], work.anchors)
    xmp, info = write_metadata(writer, head)
    catalogue = b"".join(
        (
            b"<</Type/Catalog/Pages %d 0 R/StructTreeRoot %d 0 R/Metadata %d 0 R" % (work.pages_root, root, xmp),
            b"/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true>>/Lang %b"
            % text_string(head.language),
            b"/PageMode/UseOutlines/Outlines %d 0 R" % outlines if outlines else b"",
            _page_labels(work),
            _names(work, attachments := [_attach(writer, attachment, head) for attachment in head.attachments]),
            b"/AF[%b]" % _list(attachments, 0) if attachments else b"",
            _output_intent(work.profile),
            b">>",
        )
    )
    writer.finish(root=writer.add(catalogue), info=info, identifier=head.identifier)


def _page_labels(work: _Work) -> bytes:
    styles = {"none": b"<<>>", "roman": b"<</S/r>>", "arabic": b"<</S/D>>"}
    entries, before = [], ""
    for page, numbering in work.labels:
        if numbering != before:
            entries.append(b"%d %b" % (page, styles[numbering]))
        before = numbering
    return b"/PageLabels<</Nums[%b]>>" % b" ".join(entries)


def _names(work: _Work, attachments: Sequence[int]) -> bytes:
    places = [
        b"(%b)[%d 0 R/XYZ %.2f %.2f 0]" % (name.encode(), page, x, y)
        for name, (page, x, y) in sorted(work.anchors.items(), key=lambda entry: entry[0].encode())
    ]
    dests = work.writer.add(b"<</Names[%b]>>" % b" ".join(places))
    files = zip(work.head.attachments, attachments, strict=True)
    embedded = b" ".join(b"%b %d 0 R" % (text_string(attachment.name), number) for attachment, number in files)
    return b"/Names<</Dests %d 0 R/EmbeddedFiles<</Names[%b]>>>>" % (dests, embedded)


def _attach(writer: PdfWriter, attachment: Attachment, head: BindingHead) -> int:
    at = head.created.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ").encode()
    extra = b"/Type/EmbeddedFile/Subtype/%b/Params<</Size %d/CheckSum<%b>/CreationDate(%b)/ModDate(%b)>>" % (
        quote(attachment.media_type, safe="").replace("%", "#").encode(),
        attachment.size,
        attachment.md5.encode(),
        at,
        at,
    )
    file = writer.add_packed(attachment.packed, extra)
    return writer.add(
        b"<</Type/Filespec/F %b/UF %b/Desc %b/AFRelationship/Data/EF<</F %d 0 R/UF %d 0 R>>>>"
        % (text_string(attachment.name), text_string(attachment.name), text_string(attachment.description), file, file)
    )


def _output_intent(profile: int) -> bytes:
    return (
        b"/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB2014.icc)"
        b"/Info(sRGB2014.icc)/DestOutputProfile %d 0 R>>]" % profile
    )
