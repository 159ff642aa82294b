"""Target, actual and achievement of an indicator, down to its measurements (calculation.md, "Actual", "Achievement")."""

from __future__ import annotations

from datetime import date
from typing import cast

from actions.enums import Accumulation, Direction, Measure
from ranpptppo.lib import formats
from reports.figures import ActionFigures, ActualFigures, AnnualFigures, IndicatorFigures, MatrixRow, TargetFigures
from reports.provenance.trace import (
    NOTHING,
    Cell,
    Trace,
    TraceTable,
    figure,
    first,
    number,
    state_label,
    status_label,
    text,
)

ACTUALS = {
    Accumulation.FLOW: "Realisasi setahun adalah jumlah semua periodenya; persentase dihitung dari jumlah pembilang dan "
    "jumlah penyebut.",
    Accumulation.RUNNING: "Realisasi adalah nilai sejak 1 Januari pada periode terakhir yang berisi angka.",
    Accumulation.STOCK: "Realisasi adalah keadaan pada periode terakhir yang berisi angka.",
    Accumulation.LATEST: "Realisasi adalah nilai periode terakhir yang berisi angka; nilai ini tidak dijumlahkan.",
    Accumulation.ONCE: "Tonggak ini jatuh tempo satu kali; tercapai pada tanggal dokumennya, di periode mana pun dilaporkan.",
    Accumulation.YEARLY: "Tonggak ini jatuh tempo setiap tahun; tercapai menurut periode tahunnya.",
}
REPORTERS = (
    "Angka beberapa pelapor dijumlahkan hanya bila rencana menyatakannya; selain itu angka penanggung jawab yang berlaku "
    "dan angka pelapor lain ditampilkan di sampingnya. Capaian daerah tidak masuk ke angka nasional."
)


def indicator_trace(figures: AnnualFigures, key: int, year: int) -> Trace:
    """In the report's year down to its measurements; of earlier years what the matrix froze of them."""
    if year == figures["year"] and "outside_plan" in figures:
        for cluster in (*figures["clusters"], None):
            actions = figures["outside_plan"] if cluster is None else cluster["actions"]
            for action in actions:
                for indicator in action["indicators"]:
                    if indicator["id"] == key:
                        return _of_year(figures, action, indicator)
    return _of_matrix(figures, first(figures["matrix"], id=key), year)


def _of_year(figures: AnnualFigures, action: ActionFigures, indicator: IndicatorFigures) -> Trace:
    measure, target, actual = indicator["measure"], indicator["target"], indicator["actual"]
    notes = [*indicator["remarks"], *target_notes(target, measure)]
    if indicator["is_interim"]:
        notes.append("Sementara: dalam tahun berjalan hanya periode yang jatuh tempo dan terverifikasi dibandingkan.")
    if "measurements" not in indicator:
        notes.append("Edisi ini dibekukan sebelum pengukuran disimpan bersamanya; rinciannya tidak ada di sini.")
    return Trace(
        title=f"Indikator: {indicator['text']}",
        values=[
            (f"Target {figures['year']}", amount(target["value"], measure)),
            (f"Realisasi {figures['year']}", actual_words(actual, measure)),
            ("Capaian", NOTHING if indicator["achievement"] is None else f"{number(indicator['achievement'], 2)}%"),
            ("Status", status_label(indicator["status"])),
            ("Satuan", indicator["unit"] or NOTHING),
        ],
        formula=[
            ACTUALS[Accumulation(indicator["accumulation"])],
            REPORTERS,
            *_achievement_words(indicator),
            "Capaian ditampilkan apa adanya; dalam rata-rata dihitung paling banyak 100.",
        ],
        tables=_other_reporters(indicator),
        notes=notes,
        measurements=indicator.get("measurements", []),
        indicator=indicator["id"],
        measure=measure,
        parents=[(f"Aksi {action['number']} {action['title']}", f"aksi/{action['id']}/skor")],
    )


def _of_matrix(figures: AnnualFigures, row: MatrixRow, year: int) -> Trace:
    own = first(row["years"], year=year)
    measure = row["measure"]
    years = [
        [
            figure(str(one["year"])),
            figure(amount(one["target"]["value"], measure)),
            figure(actual_words(one["actual"], measure)),
        ]
        for one in row["years"]
    ]
    return Trace(
        title=f"Indikator: {row['indicator']}",
        values=[
            (f"Target {year}", amount(own["target"]["value"], measure)),
            (f"Realisasi {year}", actual_words(own["actual"], measure)),
            ("Satuan", row["unit"] or NOTHING),
        ],
        formula=[REPORTERS],
        tables=[TraceTable("Menurut tahun", ["Tahun", "Target", "Realisasi"], years)],
        notes=[
            *target_notes(own["target"], measure),
            f"Pengukuran di balik angka dibekukan bersama laporan tahunnya; edisi ini adalah laporan {figures['year']}.",
        ],
        parents=[("Indikator pada tahun laporan", f"indikator/{row['id']}/{figures['year']}")]
        if year != figures["year"]
        else [],
    )


def actual_words(actual: ActualFigures, measure: str) -> str:
    """``78,69% (48/61)``, ``tercapai 1 Agustus 2024``, or the state in words."""
    if actual["state"] != "value":
        return state_label(actual["state"])
    if measure == Measure.MILESTONE and actual["reached_on"]:
        document = f", dokumen {actual['document_number']}" if actual["document_number"] else ""
        return f"tercapai {formats.date_long(date.fromisoformat(actual['reached_on']))}{document}"
    part = f" ({number(actual['numerator'])}/{number(actual['denominator'])})" if actual["denominator"] else ""
    as_of = f", per {actual['as_of']}" if actual["as_of"] else ""
    return amount(actual["value"], measure) + part + as_of


def amount(value: str | None, measure: str) -> str:
    """A target or an actual in its measure: ``400``, ``80%``, ``ya``."""
    if value is None:
        return NOTHING
    if measure == Measure.MILESTONE:
        return "ya" if value == "1" else "belum"
    return number(value) + ("%" if measure == Measure.PERCENTAGE else "")


def _achievement_words(indicator: IndicatorFigures) -> list[str]:
    """The rule, and the rule with this indicator's numbers in it."""
    target, actual = indicator["target"]["value"], indicator["actual"]["value"]
    if indicator["measure"] == Measure.MILESTONE:
        return ["Capaian tonggak adalah 100 bila tercapai paling lambat 31 Desember tahunnya, selain itu 0."]
    if target is None:
        return ["Tanpa target pada tahun ini tidak ada capaian; realisasinya tetap ditampilkan."]
    if indicator["direction"] == Direction.FALLING:
        rule = "Capaian = (2 × target − realisasi) / target × 100, paling sedikit 0; target 0: realisasi 0 berarti 100."
        shown = f"(2 × {number(target)} − {number(actual)}) / {number(target)} × 100"
    else:
        rule = "Capaian = realisasi / target × 100."
        shown = f"{number(actual)} / {number(target)} × 100"
    if indicator["achievement"] is None or actual is None or indicator["is_interim"] or target == "0":
        return [rule]
    return [rule, f"{shown} = {number(indicator['achievement'], 2)}"]


def target_notes(target: TargetFigures, measure: str) -> list[str]:
    if target["first_value"] is None and not target["approved_on"]:
        return []
    approved = formats.date_long(date.fromisoformat(target["approved_on"]))
    return [
        (
            f"Target direvisi dari {amount(target['first_value'], measure)} menjadi {amount(target['value'], measure)}, "
            f"disetujui {target['approved_by'] or NOTHING} pada {approved}. Alasan: {target['reason'] or NOTHING}."
        )
    ]


def _other_reporters(indicator: IndicatorFigures) -> list[TraceTable]:
    rows = [
        cast(
            "list[Cell]", [text(one["organization"]["name"]), figure(actual_words(one["actual"], indicator["measure"]))]
        )
        for one in indicator["others"]
    ]
    return [TraceTable("Pelapor lain, tidak dijumlahkan", ["Instansi", "Realisasi"], rows)] if rows else []
