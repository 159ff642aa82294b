"""The map on paper: the tiles with their letters, what these mean, and the table beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ranpptppo.lib.formats import date_long, number
from reports import shades
from reports.cartogram import letter_of, map_drawing
from reports.choice import Choice
from reports.screens.handout import Handout, figure, shaped, words
from reports.summaries import places
from reports.views.places import MapRow


def map_handout(choice: Choice, shown: Sequence[MapRow], subject: str) -> Handout:
    """shown: the provinces, in the order of the page."""
    label = shades.SUBJECTS[subject]
    counts = Counter(one.shade.key for one in shown)
    legend = [
        [
            words(letter_of(subject, shade)),
            words(shade.label),
            figure(f"{number(counts[key])} dari {number(len(shown))}"),
        ]
        for key, shade in shades.LEGENDS[subject].items()
        if counts[key]
    ]
    rows = [
        [
            words(one.row["code"]),
            words(one.row["name"]),
            words(f"{letter_of(subject, one.shade)} {one.shade.label}"),
            figure(one.amount or "–"),
        ]
        for one in shown
    ]
    day = places.day_of(choice.year, choice.as_of)
    columns = [("Kode", "w-9"), ("Provinsi", "w-34"), (label, "w-34"), ("Angka", "w-22")]
    return Handout(
        [
            shaped("Keterangan", [("Tanda", "w-9"), ("Keadaan", "w-40"), ("Provinsi", "w-20")], legend),
            shaped(f"{label} menurut provinsi", columns, rows),
        ],
        drawings={"map": map_drawing([one.row for one in shown], subject)},
        notes=_notes(
            shown, subject, f"Keadaan {date_long(day)}. Satu kotak satu provinsi, kira-kira menurut letaknya."
        ),
        part=label,
    )


def _notes(shown: Sequence[MapRow], subject: str, first: str) -> list[str]:
    notes = [first]
    if subject == "role":
        notes.append("S sumber, T transit, J tujuan, P perikanan.")
    if any(one.row["is_example"] for one in shown):
        notes.append("Di antaranya gugus tugas atau RAD yang merupakan data contoh, bukan data resmi.")
    return notes
