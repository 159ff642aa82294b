"""Bookmarks, nested by their levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reports.binding.pieces import Bookmark
from reports.binding.writer import PdfWriter, text_string


@dataclass
class _Node:
    bookmark: Bookmark | None
    number: int
    children: list[_Node] = field(default_factory=list)


def write_outlines(
    writer: PdfWriter, bookmarks: Sequence[Bookmark], anchors: Mapping[str, tuple[int, float, float]]
) -> int:
    """The number of the outlines' root; 0 where there are no bookmarks. Chapters are closed at first."""
    if not bookmarks:
        return 0
    root = _tree(writer, bookmarks)
    _write_children(writer, root, anchors)
    text = b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>"
    writer.write(root.number, text % (root.children[0].number, root.children[-1].number, len(root.children)))
    return root.number


def _tree(writer: PdfWriter, bookmarks: Sequence[Bookmark]) -> _Node:
    root = _Node(None, writer.reserve())
    path = [(0, root)]
    for bookmark in bookmarks:
        while path[-1][0] >= bookmark.level:
            path.pop()
        node = _Node(bookmark, writer.reserve())
        path[-1][1].children.append(node)
        path.append((bookmark.level, node))
    return root


def _write_children(writer: PdfWriter, parent: _Node, anchors: Mapping[str, tuple[int, float, float]]) -> None:
    nodes = parent.children
    for place, node in enumerate(nodes):
        assert node.bookmark is not None  # noqa: S101  only the root has none
        page, x, y = anchors[node.bookmark.anchor]
        text = b"<</Title %b/Parent %d 0 R/Dest[%d 0 R/XYZ %.2f %.2f 0]" % (
            text_string(node.bookmark.title),
            parent.number,
            page,
            x,
            y,
        )
        text += b"/Prev %d 0 R" % nodes[place - 1].number if place else b""
        text += b"/Next %d 0 R" % nodes[place + 1].number if place + 1 < len(nodes) else b""
        if node.children:
            ends = (node.children[0].number, node.children[-1].number, len(node.children))
            text += b"/First %d 0 R/Last %d 0 R/Count -%d" % ends
            _write_children(writer, node, anchors)
        writer.write(node.number, text + b">>")
