"""What is stamped on bound pages: page number, foot and mark, as artifacts, in a font that the file carries."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from reports.binding.writer import PdfWriter

FONT_FILE = Path(__file__).resolve().parent.parent.parent / "static" / "fonts" / "noto-sans-latin-600-normal.woff2"
FONT_NAME = b"RANPPT+NotoSans-SemiBold"
MM = 72 / 25.4
INK, MUTED, RED, PALE = b".122 .161 .2", b".322 .376 .427", b".69 .063 .063", b".925 .933 .945"


class StampFont:
    """A subset of the project's own font with the characters of ``text``; widths in thousandths of its size."""

    def __init__(self, text: str) -> None:
        font, self._glyphs = _subset("".join(sorted(set(text) | {" "})))
        scale = 1000 / font["head"].unitsPerEm
        self._widths = {name: round(width * scale) for name, (width, _left) in font["hmtx"].metrics.items()}
        self._order = font.getGlyphOrder()
        self._font, self._scale = font, scale

    def width(self, text: str, size: float) -> float:
        units: int = sum(self._widths[self._name(letter)] for letter in text)
        return units * size / 1000

    def shown(self, text: str) -> bytes:
        """The text as a PDF string of glyph numbers."""
        codes = "".join(f"{self._order.index(self._name(letter)):04X}" for letter in text)
        return b"<" + codes.encode() + b">"

    def write(self, writer: PdfWriter) -> int:
        """Embed it; the number of the font object."""
        data = io.BytesIO()
        self._font.save(data, reorderTables=False)
        file = writer.add_stream(data.getvalue(), b"/Length1 %d" % len(data.getvalue()))
        descriptor = writer.add(self._descriptor(file))
        widths = " ".join(str(self._widths[name]) for name in self._order).encode()
        descendant = writer.add(
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%b/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
            b"/Supplement 0>>/FontDescriptor %d 0 R/CIDToGIDMap/Identity/W[0[%b]]>>" % (FONT_NAME, descriptor, widths)
        )
        unicode = writer.add_stream(self._to_unicode())
        return writer.add(
            b"<</Type/Font/Subtype/Type0/BaseFont/%b/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
            % (FONT_NAME, descendant, unicode)
        )

    def _name(self, letter: str) -> str:
        return self._glyphs[ord(letter)]

    def _descriptor(self, file: int) -> bytes:
        head, hhea = self._font["head"], self._font["hhea"]
        box = [head.xMin, head.yMin, head.xMax, head.yMax, hhea.ascent, hhea.descent, hhea.ascent]
        numbers = tuple(round(value * self._scale) for value in box)
        return (
            b"<</Type/FontDescriptor/FontName/%b/Flags 4/ItalicAngle 0/StemV 100/FontFile2 %d 0 R" % (FONT_NAME, file)
            + b"/FontBBox[%d %d %d %d]/Ascent %d/Descent %d/CapHeight %d>>" % numbers
        )

    def _to_unicode(self) -> bytes:
        lines = [
            f"<{self._order.index(name):04X}> <{code:04X}>"
            for code, name in sorted(self._glyphs.items())
            if code < 65536
        ]
        blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
        body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
        return (
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) /Ordering "
            "(UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n"
            f"<0000> <FFFF>\nendcodespacerange\n{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
        ).encode()


@cache
def _subset(letters: str) -> tuple[TTFont, dict[int, str]]:
    font = TTFont(FONT_FILE, recalcTimestamp=False)
    options = subset.Options(notdef_outline=True, hinting=False, layout_features=[], name_IDs=[], drop_tables=["STAT"])
    shrinker = subset.Subsetter(options)
    shrinker.populate(text=letters)
    shrinker.subset(font)
    font.flavor = None
    return font, font.getBestCmap()


def foot(font: StampFont, box: list[float], label: str, mark: str, line: str) -> bytes:
    """The content that is drawn after a page: number in the middle, mark on the left, edition on the right."""
    left, _bottom, right, top = box
    is_wide = right - left > top
    side, height = (15 * MM, 12.5 * MM) if is_wide else (22 * MM, 17 * MM)
    first = 15 * MM if is_wide else 28 * MM
    middle = (left + first + right - side) / 2 - font.width(label, 9) / 2
    texts = [(middle, 9.0, INK, label), (right - side - font.width(line, 6.5), 6.5, MUTED, line)]
    if mark:
        texts.append((left + first, 7.5, RED, mark))
    drawn = b"".join(
        b"BT %b rg /Cap %.4g Tf %.2f %.2f Td %b Tj ET\n" % (colour, size, x, height, font.shown(text))
        for x, size, colour, text in texts
    )
    return b"/Artifact<</Type/Pagination/Subtype/Footer>>BDC\n%bEMC\n" % drawn


def behind(font: StampFont, box: list[float], mark: str) -> bytes:
    """The pale mark drawn before a page, from corner to corner."""
    left, bottom, right, top = box
    size = min(110.0, 520 / max(font.width(mark, 1), 1))
    middle_x, middle_y, half = (left + right) / 2, (bottom + top) / 2, font.width(mark, size) / 2
    lean = 0.70711
    x, y = middle_x - lean * half + lean * size * 0.35, middle_y - lean * half - lean * size * 0.35
    return (
        b"/Artifact<</Type/Pagination/Subtype/Watermark>>BDC\nBT %b rg /Cap %.4g Tf %.5f %.5f %.5f %.5f %.2f %.2f Tm %b Tj"
        b" ET\nEMC\n" % (PALE, size, lean, lean, -lean, lean, x, y, font.shown(mark))
    )
