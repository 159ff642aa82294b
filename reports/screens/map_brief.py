"""The map on paper: the tiles with their letters, what these mean, and the table beside them."""

from __future__ import annotations

from collections import Counter

from ranpptppo.lib.formats import date_long, number
from reports import shades
from reports.cartogram import drawing_of_tiles, letter_of
from reports.screens.handout import Handout, figure, shaped, words
from reports.summaries import places
from reports.views.maps import AskedMap


def map_handout(asked: AskedMap) -> Handout:
    """The regions, in the order of the page."""
    shown, subject = asked.sorted_rows, asked.subject
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
    columns = [("Kode", "w-9"), (asked.heading, "w-34"), (label, "w-34"), ("Angka", "w-22")]
    return Handout(
        [
            shaped("Keterangan", [("Tanda", "w-9"), ("Keadaan", "w-40"), (asked.heading, "w-20")], legend),
            shaped(f"{label} menurut {asked.what}", columns, rows),
        ],
        drawings={"map": drawing_of_tiles(asked.tiles, subject, asked.what, asked.heading)},
        notes=_notes(asked),
        part=label,
    )


def _notes(asked: AskedMap) -> list[str]:
    choice = asked.choice
    day = date_long(places.day_of(choice.year, choice.as_of))
    where = "menurut kodenya" if asked.is_second_level else "kira-kira menurut letaknya"
    notes = [f"Keadaan {day}. Satu kotak satu {asked.heading.lower()}, {where}."]
    if asked.subject == "role":
        notes.append("S sumber, T transit, J tujuan, P perikanan.")
    if any(row["is_example"] for row in asked.rows):
        notes.append("Di antaranya gugus tugas atau RAD yang merupakan data contoh, bukan data resmi.")
    return notes
