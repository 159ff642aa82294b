"""The plans of many regions from one file: what is made and changed, errors by row, all or nothing, and who may."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.importing import regions_planning
from actions.importing.regions_planning import RegionsPreview
from actions.importing.regions_template import regions_template
from actions.models import Action, Assignment, Indicator, PlanImport, ReportingPeriod, Target
from actions.services import regions_import as services
from clusters.enums import OrganizationKind, Role
from clusters.models import Plan, RegionalPlanStage, User
from ranpptppo.lib.spreadsheets import read_spreadsheet
from ranpptppo.lib.workbooks import Column, ColumnKind, SheetContent, write_workbook
from tests.cast import World, make_organization, make_user

Login = Callable[[User], Client]
AT = datetime(2024, 5, 2, 3, 0, tzinfo=UTC)
PLAN_HEADINGS = ("kode_wilayah", "judul", "tahun_awal", "tahun_akhir", "dasar_hukum", "irama", "tahap", "tahap_sejak")
ACTION_HEADINGS = (
    "kode_wilayah",
    "klaster",
    "nomor",
    "kegiatan",
    "penanggung_jawab",
    "indikator",
    "satuan",
    "jenis_ukuran",
    "perhitungan",
    "arah",
    "target_2023",
    "target_2024",
)
Cells = Sequence[str | date | None]
BOGOR: Cells = ("32.01", "RAD Bogor", "2023", "2024", "Perbup 1/2023", "semesteran", "ditetapkan", date(2023, 2, 1))
WEST_JAVA: Cells = ("32", "RAD Jawa Barat", "2024", "2026", None, None, None, None)
KINDS = {"tahap_sejak": ColumnKind.DAY}


def action(region: str, lead: str, **changes: str) -> Cells:
    cells = dict.fromkeys(ACTION_HEADINGS, "") | {
        "kode_wilayah": region,
        "klaster": "1",
        "nomor": "1.1",
        "kegiatan": "Sosialisasi desa",
        "penanggung_jawab": lead,
        "indikator": "Jumlah desa",
        "satuan": "desa",
        "jenis_ukuran": "jumlah",
        "perhitungan": "per tahun",
        "arah": "naik",
        "target_2024": "5",
    }
    return list((cells | changes).values())


def book(plans: Sequence[Cells], actions: Sequence[Cells]) -> BytesIO:
    sheets = [
        SheetContent("RAD", [Column(name, KINDS.get(name, ColumnKind.TEXT)) for name in PLAN_HEADINGS], plans),
        SheetContent("Aksi", [Column(name) for name in ACTION_HEADINGS], actions),
    ]
    return BytesIO(write_workbook(sheets, title="RAD", created_at=AT))


def look(by: User, plans: Sequence[Cells], actions: Sequence[Cells]) -> RegionsPreview:
    return services.preview_regions(file=book(plans, actions), name="rad.xlsx", by=by, at=AT)


def bring(by: User, plans: Sequence[Cells], actions: Sequence[Cells]) -> RegionsPreview:
    seen = look(by, plans, actions).fingerprint
    return services.import_regions(file=book(plans, actions), name="rad.xlsx", by=by, seen=seen, at=AT)


def errors(by: User, plans: Sequence[Cells], actions: Sequence[Cells]) -> dict[str, str]:
    """Sheet and cell → sentence."""
    found = look(by, plans, actions).errors
    return {f"{problem.sheet} {problem.address}": problem.sentence for problem in found}


@pytest.fixture
def bodies(world: World) -> None:
    make_organization("DINAS-BOGOR", OrganizationKind.REGIONAL, region=world.regency)
    make_organization("DINAS-JABAR", OrganizationKind.REGIONAL, region=world.province)


LOCAL = [action("32", "DINAS-JABAR", target_2023=""), action("32.01", "DINAS-BOGOR", target_2023="4")]


@pytest.mark.usefixtures("bodies")
def test_plans_of_several_regions_are_made_with_periods_stage_and_actions(world: World, secretariat: User) -> None:
    bring(secretariat, [BOGOR, WEST_JAVA], LOCAL)
    bogor, west_java = Plan.objects.get(region=world.regency), Plan.objects.get(region=world.province)
    assert (bogor.title, bogor.short_title, bogor.cadence, bogor.kind) == (
        "RAD Bogor",
        "RAD Bogor",
        "semester",
        "regional",
    )
    assert bogor.history.get().history_user == secretariat
    assert [ReportingPeriod.objects.filter(plan=plan).count() for plan in (bogor, west_java)] == [4, 12]
    stage = RegionalPlanStage.objects.get(region=world.regency)
    assert (stage.stage, stage.instrument, stage.source) == ("enacted", "Perbup 1/2023", "Berkas rad.xlsx")
    made = Action.objects.get(plan=bogor)
    assert Assignment.objects.get(action=made).starts_on == date(2023, 1, 1)
    targets = Target.objects.filter(indicator__action=made).order_by("year")
    assert [(one.year, one.value) for one in targets] == [(2023, 4), (2024, 5)]
    assert {one.plan for one in PlanImport.objects.all()} == {bogor, west_java}


@pytest.mark.usefixtures("bodies")
def test_the_cadence_of_a_new_plan_is_shown_and_confirmed(world: World, secretariat: User) -> None:
    seen = look(secretariat, [WEST_JAVA], LOCAL[:1])
    assert "Triwulanan" in {field.after for field in seen.works[0].fields}
    other = look(secretariat, [[*WEST_JAVA[:5], "semesteran", None, None]], LOCAL[:1])
    assert other.fingerprint != seen.fingerprint


@pytest.mark.usefixtures("bodies")
def test_a_comparison_that_stops_is_an_error(world: World, secretariat: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regions_planning, "MAX_PROBLEMS", -1)
    (stopped,) = look(secretariat, [BOGOR, WEST_JAVA], LOCAL).errors
    assert "Pemeriksaan berhenti" in stopped.sentence


@pytest.mark.usefixtures("bodies")
def test_a_plan_that_is_there_is_compared(world: World, secretariat: User) -> None:
    bring(secretariat, [BOGOR, WEST_JAVA], LOCAL)
    assert not look(secretariat, [BOGOR, WEST_JAVA], LOCAL).changing
    changed = [LOCAL[0], action("32.01", "DINAS-BOGOR", target_2023="4", target_2024="7", satuan="kampung")]
    later = [(*BOGOR[:4], "Perbup 9/2024", *BOGOR[5:]), WEST_JAVA]
    (work,) = look(secretariat, later, changed).changing
    assert [(one.label, one.before, one.after) for one in work.fields] == [
        ("Dasar hukum", "Perbup 1/2023", "Perbup 9/2024")
    ]
    assert {(one.thing, one.before, one.after) for one in work.preview.changes} == {
        ("target", "5", "7"),
        ("indikator", "desa", "kampung"),
    }
    bring(secretariat, later, changed)
    plan = Plan.objects.get(region=world.regency)
    assert (plan.legal_basis, plan.history.count()) == ("Perbup 9/2024", 2)
    assert Indicator.objects.get(action__plan=plan).unit == "kampung"
    assert ReportingPeriod.objects.filter(plan=plan).count() == 4


@pytest.mark.usefixtures("bodies")
def test_errors_stand_at_their_row_and_nothing_is_written(world: World, secretariat: User) -> None:
    plans = [
        BOGOR,
        ("99", "RAD", "2023", "2024", None, None, None, None),
        ("32", "RAD", "2024", "2040", None, "mingguan", None, None),
        ("53", "", "2024", "2026", None, None, "ditetapkan", None),
    ]
    actions = [
        action("32.01", "KEMENPPPA"),
        action("", "DINAS-BOGOR"),
        action("32.02", "DINAS-BOGOR"),
        action("32.01", "DINAS-BOGOR", nomor="1.2", jenis_ukuran="banyak"),
    ]
    assert errors(secretariat, plans, actions) == {
        "RAD A3": "Kode wilayah 99 tidak dikenal.",
        "RAD D4": "Masa rencana paling lama 10 tahun.",
        "RAD F4": "“mingguan” tidak dikenal; pilihannya: triwulanan, empat bulanan, semesteran, tahunan.",
        "RAD B5": "Kolom ini harus diisi.",
        "Aksi E2": "KEMENPPPA bukan perangkat daerah Bogor.",
        "Aksi A3": "Tulis kode wilayah pada setiap baris.",
        "Aksi A4": "Tulis juga RAD wilayah 32.02 pada lembar RAD.",
        "Aksi H5": "“banyak” tidak berlaku di sini; pilihannya: jumlah, persentase, capaian ya/tidak.",
    }
    with pytest.raises(services.RegionsRefused, match="8 kesalahan"):
        bring(secretariat, plans, actions)
    assert not Plan.objects.filter(region__isnull=False).exists()


@pytest.mark.usefixtures("bodies")
def test_years_and_stages_that_do_not_fit_what_is_recorded(world: World, secretariat: User) -> None:
    bring(secretariat, [BOGOR], [LOCAL[1]])
    assert errors(secretariat, [("32.01", "RAD", "2023", "2025", *BOGOR[4:])], []) == {
        "RAD D2": "Masa RAD Bogor sudah tercatat 2023–2024 dan tidak diubah lewat berkas."
    }
    assert errors(secretariat, [("32.01", "RAD", "2024", "2025", *BOGOR[4:])], []) == {
        "RAD C2": "Daerah ini sudah memiliki RAD Bogor untuk 2023–2024."
    }
    early = (*BOGOR[:6], "berakhir", date(2023, 1, 1))
    assert errors(secretariat, [early], [])["RAD H2"].startswith("Sudah tercatat “Ditetapkan” sejak 1 Februari 2023")
    late = action("32.01", "DINAS-BOGOR", target_2024="5")
    narrow = ("32.01", "RAD", "2025", "2026", *WEST_JAVA[4:])
    assert errors(secretariat, [narrow, WEST_JAVA], [late])["Aksi L2"] == "Target di luar masa RAD ini, 2025–2026."


@pytest.mark.usefixtures("bodies")
def test_a_region_s_people_write_for_theirs_alone(world: World) -> None:
    body = make_organization("BAPPEDA-JABAR", OrganizationKind.REGIONAL, region=world.province)
    province = make_user(body, Role.OPERATOR, "Jaka Jabar")
    foreign: Cells = ("53", "RAD NTT", "2024", "2026", *WEST_JAVA[4:])
    assert errors(province, [BOGOR, WEST_JAVA, foreign], LOCAL) == {"RAD A4": "Wilayah 53 di luar wilayah Anda."}
    bring(province, [BOGOR, WEST_JAVA], LOCAL)
    regency = make_user(make_organization("BAPPEDA-BOGOR", "regional", region=world.regency), Role.OPERATOR, "Bima")
    assert errors(regency, [BOGOR, WEST_JAVA], LOCAL) == {"RAD A3": "Wilayah 32 di luar wilayah Anda."}


@pytest.mark.usefixtures("bodies")
def test_the_queries_do_not_grow_with_the_rows(world: World, secretariat: User) -> None:
    def spent(plans: list[Cells], actions: list[Cells]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as few:
            bring(secretariat, plans, actions)
        return len(few)

    one = spent([BOGOR], [LOCAL[1]])
    many = [action("32", "DINAS-JABAR", nomor=f"1.{number}", kegiatan=f"Kegiatan {number}") for number in range(30)]
    later: Cells = ("32.01", "RAD Bogor II", "2025", "2026", *BOGOR[4:6], "berakhir", date(2025, 1, 1))
    assert spent([later, WEST_JAVA], many) <= one + 3


@pytest.mark.usefixtures("bodies")
def test_the_template_sent_back_changes_nothing(world: World, secretariat: User) -> None:
    empty = regions_template(keeper=secretariat, at=AT)
    told = services.preview_regions(file=BytesIO(empty), name="rad.xlsx", by=secretariat, at=AT)
    assert [problem.sentence[:33] for problem in told.errors] == ["Tidak ada RAD yang diisi: isi judul"[:33]]
    bring(secretariat, [BOGOR, WEST_JAVA], LOCAL)
    content = regions_template(keeper=secretariat, at=AT)
    again = services.preview_regions(file=BytesIO(content), name="rad.xlsx", by=secretariat, at=AT)
    assert not again.errors
    assert not again.changing
    assert len(again.works) == 2
    bodies = read_spreadsheet(BytesIO(content), "rad.xlsx").sheets[2]
    assert "DINAS-BOGOR" in {row.text(2) for row in bodies.rows}


@pytest.mark.usefixtures("bodies")
def test_the_page_previews_shows_one_region_s_changes_and_imports(
    world: World, secretariat: User, login: Login
) -> None:
    client = login(secretariat)
    assert "Unduh templat" in client.get(reverse("regions-import")).content.decode()
    with time_machine.travel(AT, tick=False):
        shown = _upload(client, book([BOGOR, WEST_JAVA], LOCAL))
        page = shown.content.decode()
        assert "Impor RAD 2 daerah" in page
        assert "Sosialisasi desa" not in page
        detail = client.get(reverse("regions-import-preview"), {"region": "32.01"}).content.decode()
        assert "RAD Bogor: rincian perubahan aksi" in detail
        stale = client.post(reverse("regions-import-confirm"), {"seen": "x"}, follow=True)
        assert "Pratinjau diperbarui" in stale.content.decode()
        seen = shown.context["preview"].fingerprint
        done = client.post(reverse("regions-import-confirm"), {"seen": seen}, follow=True)
        assert "kedaluwarsa" in client.get(reverse("regions-import-preview"), follow=True).content.decode()
    assert "RAD 2 daerah diimpor." in done.content.decode()
    assert Action.objects.filter(plan__region=world.regency).count() == 1


def _upload(client: Client, file: BytesIO) -> Any:
    sent = SimpleUploadedFile("rad.xlsx", file.getvalue())
    return client.post(reverse("regions-import"), {"file": sent}, follow=True)


def test_who_may(people: dict[str, User], client: Client, login: Login) -> None:
    names = ("regions-import", "regions-import-template", "regions-import-preview")
    for name in names:
        assert reverse("account_login") in client.get(reverse(name))["Location"]
    for person in ("operator", "coordinator", "executive"):
        assert {login(people[person]).get(reverse(name)).status_code for name in names} == {403}
        assert login(people[person]).post(reverse("regions-import-confirm")).status_code == 403
    for person in ("secretariat", "region_operator"):
        assert [login(people[person]).get(reverse(name)).status_code for name in names] == [200, 200, 302]
    assert login(people["secretariat"]).get(reverse("regions-import-confirm")).status_code == 405
