"""The process in which Vega-Lite specifications become SVG: ``python -m reports.chart_process``.

JSON on standard input: a list of specifications; JSON on standard output: a list of SVG texts in the same order.
It is a process of its own because vl-convert carries a JavaScript engine (127 MB when loaded), which belongs neither
into web processes nor beside WeasyPrint. It opens no network address and knows nothing of Django.
"""

import json
import sys
from pathlib import Path

import vl_convert

FONTS = Path(__file__).resolve().parent / "chart_fonts"
INDONESIAN = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["Rp", ""]}


def main() -> None:
    """Draw every specification of standard input; a faulty one ends the process with vl-convert's message."""
    vl_convert.register_font_directory(str(FONTS))
    drawings = [
        vl_convert.vegalite_to_svg(specification, format_locale=INDONESIAN, allowed_base_urls=[])
        for specification in json.load(sys.stdin)
    ]
    json.dump(drawings, sys.stdout)


if __name__ == "__main__":
    main()
