"""What a file may not do to a plan: codes nobody knows, institutions of another time, figures already reported."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from actions.importing.rows import MatrixRow
from actions.models import Action, Indicator
from actions.models.indicator import text_key
from clusters.models import Cluster, OrganizationName, Plan, Region
from ranpptppo.lib.formats import date_long
from ranpptppo.lib.import_problems import Problem, Severity

# How an indicator is counted; its name and labels may change freely.
COUNTING = ("accumulation", "direction", "unit", "is_additive")


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of one row, before its place in the file is known."""

    severity: Severity
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class KnownCodes:
    """What codes there are, and from when to when an institution has a name (``None``: to this day)."""

    clusters: Collection[int]
    regions: Collection[str]
    organizations: Mapping[str, tuple[date, date | None]]
    region_of: Mapping[str, int | None]


def known_codes() -> KnownCodes:
    """Three queries. An institution ends with its last name."""
    organizations: dict[str, tuple[date, date | None]] = {}
    region_of: dict[str, int | None] = {}
    names = OrganizationName.objects.order_by("valid_from", "pk")
    columns = ("organization__code", "valid_from", "valid_to", "organization__region_id")
    for code, first, last, region in names.values_list(*columns):
        region_of[code] = region
        organizations[code] = (organizations[code][0] if code in organizations else first, last)
    return KnownCodes(
        clusters=set(Cluster.objects.values_list("number", flat=True)),
        regions=set(Region.objects.values_list("code", flat=True)),
        organizations=organizations,
        region_of=region_of,
    )


def check_codes(row: MatrixRow, known: KnownCodes, plan: Plan) -> Iterator[Finding]:
    """Errors of one row's cluster, institutions and regions."""
    if row.cluster not in known.clusters:
        yield Finding(Severity.ERROR, "klaster", f"Klaster {row.cluster} tidak ada.")
    for column, codes in (("penanggung_jawab", (row.lead,)), ("instansi_pendukung", row.supports)):
        for code in codes:
            if sentence := _problem_of_organization(code, known, plan):
                yield Finding(Severity.ERROR, column, sentence)
    if row.lead in row.supports:
        yield Finding(Severity.ERROR, "instansi_pendukung", f"{row.lead} sudah menjadi penanggung jawab aksi ini.")
    for code in row.locations:
        if code not in known.regions:
            yield Finding(Severity.ERROR, "lokus", f"Kode wilayah “{code}” tidak dikenal.")


def check_action(row: MatrixRow, action: Action) -> Finding | None:
    """A printed number keeps its action; an action keeps its cluster, since its reports are verified there."""
    if not action.is_in_plan:
        return Finding(Severity.ERROR, "nomor", f"Nomor {row.number} sudah dipakai kegiatan di luar rencana.")
    if text_key(action.title) != text_key(row.title):
        return Finding(Severity.ERROR, "nomor", f"Nomor {row.number} sudah dipakai aksi lain: “{action.title}”.")
    if action.cluster.number != row.cluster:
        sentence = f"Aksi {row.number} berada di klaster {action.cluster.number}, bukan {row.cluster}."
        return Finding(Severity.ERROR, "klaster", sentence)
    return None


def check_counting(indicator: Indicator, fields: Mapping[str, object], reported: Collection[int]) -> Finding | None:
    """Reported figures keep their kind; another way of counting them is remarked upon."""
    if indicator.pk not in reported:
        return None
    if "measure" in fields:
        return Finding(
            Severity.ERROR, "jenis_ukuran", "Jenis ukuran tidak dapat diubah: indikator ini sudah dilaporkan."
        )
    if any(name in fields for name in COUNTING):
        sentence = "Indikator ini sudah dilaporkan; capaiannya akan dihitung dengan cara yang baru."
        return Finding(Severity.WARNING, "perhitungan", sentence)
    return None


def _problem_of_organization(code: str, known: KnownCodes, plan: Plan) -> str:
    if code not in known.organizations:
        similar = get_close_matches(code, list(known.organizations), n=1, cutoff=0.8)
        return f"Instansi “{code}” tidak dikenal." + (f" Maksudnya {similar[0]}?" if similar else "")
    if plan.region_id is not None and known.region_of[code] != plan.region_id:
        return f"{code} bukan perangkat daerah {plan.region}."
    first, last = known.organizations[code]
    if first.year > plan.end_year:
        return f"{code} baru ada sejak {date_long(first)}, sesudah masa rencana."
    if last is not None and last.year < plan.start_year:
        return f"{code} berakhir {date_long(last)}, sebelum masa rencana."
    return ""


def problem_at(finding: Finding, row: MatrixRow, address: str) -> Problem:
    return Problem(finding.severity, finding.sentence, row.sheet, row.row, finding.column, address)
