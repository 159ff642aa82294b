"""A PDF file written object by object: what is written is not held."""

from __future__ import annotations

import zlib
from array import array
from typing import BinaryIO

AT_ONCE = 200  # objects packed into one object stream
FREE, PLAIN, PACKED = 0, 1, 2
FLATE = b"/Filter/FlateDecode"


class PdfWriter:
    """Numbers are given by `reserve`; each is then written once. Objects without a stream are packed and compressed."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._place = file, 0
        self._kinds, self._places, self._indexes = array("B", [FREE]), array("Q", [0]), array("L", [65535])
        self._waiting: list[tuple[int, bytes]] = []
        self._put(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def reserve(self, count: int = 1) -> int:
        """The first of ``count`` numbers in a row."""
        first = len(self._kinds)
        self._kinds.extend([FREE] * count)
        self._places.extend([0] * count)
        self._indexes.extend([0] * count)
        return first

    def add(self, text: bytes) -> int:
        number = self.reserve()
        self.write(number, text)
        return number

    def add_stream(self, data: bytes, extra: bytes = b"", *, is_compressed: bool = True) -> int:
        number = self.reserve()
        if is_compressed:
            data, extra = zlib.compress(data, 9), extra + FLATE
        self.write_stream(number, b"<<%b/Length %d>>" % (extra, len(data)), data)
        return number

    def add_packed(self, packed: bytes, extra: bytes) -> int:
        """A stream that zlib has compressed already."""
        return self.add_stream(packed, extra + FLATE, is_compressed=False)

    def write(self, number: int, text: bytes) -> None:
        self._waiting.append((number, text))
        if len(self._waiting) == AT_ONCE:
            self._pack()

    def write_stream(self, number: int, text: bytes, data: bytes) -> None:
        self._kinds[number], self._places[number] = PLAIN, self._place
        self._put(b"%d 0 obj\n%b\nstream\n" % (number, text))
        self._put(data)
        self._put(b"\r\nendstream\nendobj\n")  # data that ends in CR must not lose it to a lone LF

    def finish(self, *, root: int, info: int, identifier: bytes) -> None:
        """Write what is left, and where everything is. ``identifier``: 16 bytes."""
        self._pack()
        number, place = self.reserve(), self._place
        self._kinds[number], self._places[number] = PLAIN, place
        rows = zip(self._kinds, self._places, self._indexes, strict=True)
        table = b"".join(kind.to_bytes(1) + at.to_bytes(6) + index.to_bytes(2) for kind, at, index in rows)
        data = zlib.compress(table, 9)
        name = identifier.hex().encode()
        text = b"<</Type/XRef/Size %d/W[1 6 2]/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]/Filter/FlateDecode/Length %d>>" % (
            len(self._kinds),
            root,
            info,
            name,
            name,
            len(data),
        )
        self.write_stream(number, text, data)
        self._put(b"startxref\n%d\n%%%%EOF\n" % place)

    def _pack(self) -> None:
        if not self._waiting:
            return
        packed, self._waiting = self._waiting, []
        holder = self.reserve()
        heads, bodies, place = [], [], 0
        for index, (number, text) in enumerate(packed):
            self._kinds[number], self._places[number], self._indexes[number] = PACKED, holder, index
            heads.append(b"%d %d" % (number, place))
            bodies.append(text)
            place += len(text) + 1
        head = b" ".join(heads) + b"\n"
        data = zlib.compress(head + b"\n".join(bodies), 6)
        text = b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>" % (len(packed), len(head), len(data))
        self.write_stream(holder, text, data)

    def _put(self, data: bytes) -> None:
        self._file.write(data)
        self._place += len(data)


def text_string(text: str) -> bytes:
    """A PDF string of any characters."""
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"
