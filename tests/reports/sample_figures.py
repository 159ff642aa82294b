"""Synthetic figures in the shape of reports.figures, for the tests of charts and print.

The titles are those of the example plan, the published statistics are the real ones; every measurement, narrative and
amount is made up here, from a fixed seed. What hangs together in real figures hangs together here too (counts, sums,
scores).
"""

from decimal import Decimal
from fractions import Fraction
from random import Random

from actions.enums import FundingSource, Status
from reports.figures import (
    ActionFigures,
    ActualFigures,
    ActualState,
    AnnualFigures,
    BudgetFigures,
    ClusterFigures,
    IndicatorFigures,
    MatrixRow,
    MatrixYear,
    NarrativeFigures,
    NotReportedRow,
    StatusCounts,
    TargetFigures,
    TrendRow,
)
from tests.reports.sample_chapters import lenses, regions
from tests.reports.sample_parts import (
    NAMES,
    PROJECT,
    budget_figures,
    budget_row,
    budget_sum,
    completeness,
    mean,
    organization,
    ratio,
    read_csv,
    rounded,
    split,
    statistics,
    status_counts,
    status_of,
)

PLAN_FILE = PROJECT / "actions" / "reference" / "ran-2020-2024-contoh.csv"
YEAR = 2024
MEASURES = {"jumlah": "count", "persentase": "percentage", "capaian ya/tidak": "milestone"}
NOT_VALUES: tuple[tuple[float, ActualState], ...] = (
    (0.06, "unreported"),
    (0.1, "awaiting"),
    (0.13, "no_data"),
    (0.15, "not_applicable"),
)
CLUSTERS = (
    ("Pencegahan", "KEMENDIKDASMEN"),
    ("Rehabilitasi Kesehatan", "KEMENKES"),
    ("Rehabilitasi Sosial, Pemulangan, dan Reintegrasi Sosial", "KEMENSOS"),
    ("Pengembangan Norma Hukum", "KEMENKUM"),
    ("Penegakan Hukum", "POLRI"),
    ("Koordinasi dan Kerja Sama", "KEMNAKER"),
    ("Sekretariat", "POLRI"),
)
GUGUS_TUGAS = (
    "Peraturan Presiden Nomor 69 Tahun 2008 tentang Gugus Tugas Pencegahan dan Penanganan Tindak Pidana Perdagangan "
    "Orang sebagaimana telah beberapa kali diubah, terakhir dengan Peraturan Presiden Nomor 49 Tahun 2023"
)
GOOD_PRACTICE = "Pendampingan desa oleh kader yang telah dilatih mempercepat pelaporan dugaan perekrutan nonprosedural."


def annual_figures(*, is_final: bool = False, is_example: bool = True, conclusion: str = "") -> AnnualFigures:
    """A whole annual report of 2024 over the example plan's 41 actions and 58 indicators."""
    random = Random(19)
    clusters = [_cluster(random, place) for place in range(len(CLUSTERS))]
    actions = [action for cluster in clusters for action in cluster["actions"]]
    indicators = [indicator for action in actions for indicator in action["indicators"]]
    counts = status_counts(indicator["status"] for indicator in indicators)
    by_cluster = [budget_row(c["budget"], str(c["number"]), f"{c['number']}. {c['name']}") for c in clusters]
    budget = budget_sum(by_cluster)
    score = mean([Decimal(action["score"]) for action in actions if action["score"] is not None])
    return {
        "version": 1,
        "title": f"Laporan Tahunan Pelaksanaan RAN PPTPPO Tahun {YEAR}",
        "plan": {
            "id": 1,
            "kind": "national",
            "title": "Rencana Aksi Nasional Pencegahan dan Penanganan Tindak Pidana Perdagangan Orang Tahun 2020–2024",
            "short_title": "RAN PPTPPO 2020–2024",
            "start_year": 2020,
            "end_year": 2024,
            "legal_basis": "Peraturan Presiden Nomor 19 Tahun 2023",
            "threshold_achieved": 90,
            "threshold_attention": 60,
            "is_scored": True,
            "is_example": is_example,
        },
        "issuer": {
            "name": "Gugus Tugas Pusat Pencegahan dan Penanganan Tindak Pidana Perdagangan Orang",
            "unit": "Sekretariat",
            "place": "Jakarta",
        },
        "year": YEAR,
        "cut_off_on": "2025-03-31",
        "reading": "official",
        "edition": 1,
        "is_final": is_final,
        "generated_at": "2025-04-14T02:05:00+00:00",
        "site_address": "https://ran.example.go.id",
        "short_code": "K7M2Q9XD",
        "period_labels": ["Triwulan I 2024", "Triwulan II 2024", "Triwulan III 2024", "Triwulan IV 2024"],
        "legal_bases": [
            "Undang-Undang Nomor 21 Tahun 2007 tentang Pemberantasan Tindak Pidana Perdagangan Orang",
            GUGUS_TUGAS,
            "Peraturan Presiden Nomor 19 Tahun 2023 tentang RAN PPTPPO Tahun 2020–2024",
        ],
        "national": {
            "score": score,
            "status": status_of(score),
            "actions": len(actions),
            "actions_scored": sum(cluster["actions_scored"] for cluster in clusters),
            "indicators": len(indicators),
            "counts": counts,
            "completeness": completeness(96, 88),
            "coverage": {
                "organizations_filed": 15,
                "organizations_filed_some": 4,
                "organizations_filed_none": 1,
                "organizations_due": 20,
                "provinces_reporting": 20,
                "provinces_total": 38,
                "regencies_reporting": 101,
                "regencies_total": 514,
            },
            "budget": budget,
        },
        "clusters": clusters,
        "outside_plan": _outside_plan(random),
        "budget": {
            "total": budget,
            "by_source": split(budget, [(source.value, str(source.label)) for source in FundingSource]),
            "by_cluster": by_cluster,
            "by_organization": split(budget, [(code, NAMES[code][1]) for _name, code in CLUSTERS[:6]]),
        },
        "statistics": statistics(),
        "trend": _trend(random, score, counts, budget),
        "matrix": _matrix(random, clusters),
        "not_reported": [row for cluster in clusters for row in cluster["not_reported"]],
        "regions": regions(),
        "lenses": lenses(clusters),
        "conclusion": conclusion,
    }


def _cluster(random: Random, place: int) -> ClusterFigures:
    name, lead = CLUSTERS[place]
    grouped: dict[str, list[dict[str, str]]] = {}
    for row in read_csv(PLAN_FILE):
        if row["klaster"] == str(place + 1):
            grouped.setdefault(row["nomor"], []).append(row)
    actions = [_action(random, rows) for rows in grouped.values()]
    scores = [Decimal(action["score"]) for action in actions if action["score"] is not None]
    score = mean(scores)
    late: NotReportedRow = {
        "organization": organization(lead),
        "cluster_number": place + 1,
        "cluster_name": name,
        "period": "Triwulan IV 2024",
        "due_on": "2025-01-31",
        "is_extended": place == 3,
    }
    return {
        "number": place + 1,
        "name": name,
        "kind": "secretariat" if place == 6 else "substantive",
        "leads": [organization(lead)],
        "coordinators": [organization("KEMENKOPOLKAM" if place in (3, 4) else "KEMENKOPMK")],
        "strategies": sorted({rows[0]["strategi"] for rows in grouped.values()}),
        "score": score,
        "status": status_of(score),
        "actions_scored": len(scores),
        "counts": status_counts(indicator["status"] for action in actions for indicator in action["indicators"]),
        "completeness": completeness(16, 14),
        "actions": actions,
        "budget": budget_sum([budget_row(action["budget"], action["number"], action["title"]) for action in actions]),
        "not_reported": [late] if place in (1, 3) else [],
    }


def _action(random: Random, rows: list[dict[str, str]]) -> ActionFigures:
    first = rows[0]
    indicators = [_indicator(random, row, place) for place, row in enumerate(rows)]
    score = mean([min(Decimal(i["achievement"]), Decimal(100)) for i in indicators if i["achievement"] is not None])
    allocated = random.randrange(150, 9000) * 1_250_000
    realized = allocated * random.randrange(55, 101) // 100
    is_funded = first["nomor"] not in ("4.3", "7.2")
    return {
        "id": int(first["nomor"].replace(".", "0")),
        "number": first["nomor"],
        "title": first["kegiatan"],
        "strategy": first["strategi"],
        "weight": "1",
        "leads": [organization(first["penanggung_jawab"])],
        "supports": [organization(code) for code in first["instansi_pendukung"].split("; ") if code],
        "locations": [],
        "score": score,
        "status": status_of(score) if score is not None else indicators[0]["status"],
        "indicators": indicators,
        "narratives": [_narrative(first)] if random.random() < 0.6 else [],
        "budget": budget_figures(allocated, realized, 2, 2) if is_funded else budget_figures(0, 0, 0, 0),
    }


def _narrative(row: dict[str, str]) -> NarrativeFigures:
    return {
        "organization": organization(row["penanggung_jawab"]),
        "period": "Triwulan IV 2024",
        "achievement": f"Kegiatan {row['kegiatan'].lower()} terlaksana di seluruh lokus yang direncanakan. "
        "Pelaksanaan melibatkan pemerintah daerah, organisasi masyarakat sipil, dan perguruan tinggi, dengan rapat "
        "koordinasi setiap triwulan.",
        "good_practice": GOOD_PRACTICE if row["nomor"].endswith(("1", "4")) else "",
        "obstacle": "Pergantian pejabat penanggung jawab di daerah dan penyesuaian anggaran pada semester kedua "
        "menunda sebagian kegiatan.",
        "follow_up": "Menjadwalkan ulang kegiatan yang tertunda pada triwulan pertama tahun berikutnya dan "
        "memperbarui surat keputusan tim.",
    }


def _indicator(random: Random, row: dict[str, str], place: int) -> IndicatorFigures:
    measure = MEASURES[row["jenis_ukuran"]]
    target = _target(row, YEAR)
    if row["nomor"] == "1.1" and place == 0:
        target |= {"first_value": "550", "reason": "penyesuaian anggaran"}
        target |= {"approved_by": "Kemenko PMK", "approved_on": "2024-06-12"}
    actual = _actual(random, measure, target)
    achievement, status = _achievement(target, actual)
    return {
        "id": int(row["nomor"].replace(".", "0")) * 10 + place,
        "position": place + 1,
        "code": "",
        "text": row["indikator"],
        "unit": row["satuan"],
        "measure": measure,
        "accumulation": "flow",
        "direction": "falling" if row["arah"] == "turun" else "rising",
        "target": target,
        "actual": actual,
        "achievement": achievement,
        "is_interim": False,
        "status": status,
        "remarks": ["0 dari 0: tidak ada kejadian"] if actual["state"] == "not_applicable" else [],
        "others": [{"organization": organization("KEMENPPPA"), "actual": actual}] if row["nomor"] == "1.2" else [],
    }


def _target(row: dict[str, str], year: int) -> TargetFigures:
    written = row[f"target_{year}"].replace(".", "").replace(",", ".")
    value = None if not written else "1" if written == "ya" else written
    return {"value": value, "first_value": None, "reason": "", "approved_by": "", "approved_on": ""}


def _actual(random: Random, measure: str, target: TargetFigures) -> ActualFigures:
    drawn = random.random()
    actual: ActualFigures = {
        "state": "value",
        "value": None,
        "numerator": None,
        "denominator": None,
        "reached_on": "",
        "document_number": "",
        "as_of": "Triwulan III 2024" if 0.15 < drawn < 0.2 else "",
        "periods_with_value": 3 if drawn < 0.2 else 4,
        "periods_due": 4,
    }
    for limit, state in NOT_VALUES:
        if drawn < limit:
            return {**actual, "state": state}
    if measure == "milestone":
        reached = {"value": "1", "reached_on": "2024-09-17", "document_number": "12/2024"} if drawn < 0.75 else {}
        return {**actual, "value": "0", **reached}  # type: ignore[typeddict-item]
    value = (Decimal(target["value"] or 40) * random.randrange(45, 125) / 100).quantize(Decimal(1))
    if measure == "percentage":
        numerator = min(int(value), 100)
        percent = rounded(Fraction(numerator * 100, 120))
        return {**actual, "value": percent, "numerator": str(numerator), "denominator": "120"}
    return {**actual, "value": str(value)}


def _achievement(target: TargetFigures, actual: ActualFigures) -> tuple[str | None, str]:
    if actual["state"] != "value":
        return ("0.00" if actual["state"] in ("unreported", "no_data") else None), actual["state"]
    if target["value"] is None:
        return None, Status.NO_TARGET.value
    reached = Fraction(actual["value"] or 0)
    if not Fraction(target["value"]):
        achievement = "0.00" if reached else "100.00"
    else:
        achievement = rounded(reached / Fraction(target["value"]) * 100)
    return achievement, status_of(achievement)


def _outside_plan(random: Random) -> list[ActionFigures]:
    row = {
        **read_csv(PLAN_FILE)[0],
        "nomor": "9.1",
        "indikator": "Jumlah kegiatan",
        "satuan": "kegiatan",
        "target_2024": "",
    }
    titles = ("Kampanye Hari Dunia Anti Perdagangan Orang", "Rapat koordinasi pemulangan korban penipuan daring")
    made = [_action(random, [{**row, "kegiatan": title}]) for title in titles]
    return [
        {**action, "id": 1000 + place, "number": "", "score": None, "status": "no_target"}
        for place, action in enumerate(made, start=1)
    ]


def _trend(random: Random, score: str | None, counts: StatusCounts, budget: BudgetFigures) -> list[TrendRow]:
    return [
        {
            "year": year,
            "score": score if year == YEAR else str(Decimal(random.randrange(5500, 8500)) / 100),
            "counts": counts,
            "filed": ratio(70 + (year - 2020) * 6, 100),
            "on_time": ratio(60 + (year - 2020) * 5, 100),
            "budget": budget,
        }
        for year in range(2020, YEAR + 1)
    ]


def _matrix(random: Random, clusters: list[ClusterFigures]) -> list[MatrixRow]:
    figures = {(a["number"], i["text"]): i for c in clusters for a in c["actions"] for i in a["indicators"]}
    return [_matrix_row(random, row, figures[row["nomor"], row["indikator"]]) for row in read_csv(PLAN_FILE)]


def _matrix_row(random: Random, row: dict[str, str], indicator: IndicatorFigures) -> MatrixRow:
    years: list[MatrixYear] = []
    for year in range(2020, YEAR):
        target = _target(row, year)
        years.append({"year": year, "target": target, "actual": _actual(random, indicator["measure"], target)})
    years.append({"year": YEAR, "target": indicator["target"], "actual": indicator["actual"]})
    return {
        "id": indicator["id"],
        "cluster_number": int(row["klaster"]),
        "cluster_name": CLUSTERS[int(row["klaster"]) - 1][0],
        "number": row["nomor"],
        "title": row["kegiatan"],
        "position": indicator["position"],
        "lead": organization(row["penanggung_jawab"]),
        "indicator": row["indikator"],
        "unit": row["satuan"],
        "measure": indicator["measure"],
        "baseline": row["baseline"].replace(".", "").replace(",", ".") or None,
        "baseline_year": int(row["tahun_baseline"]) if row["tahun_baseline"] else None,
        "years": years,
        "achievement": indicator["achievement"],
        "status": indicator["status"],
    }
