"""The reference files are loaded whole, and loading them again changes nothing."""

import shutil
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from clusters.enums import ClusterRoleKind, OrganizationKind, PlanKind
from clusters.models import (
    Cluster,
    ClusterRole,
    Organization,
    OrganizationName,
    OrganizationSuccession,
    Plan,
    Region,
    RegionRole,
)
from clusters.reference_data import FOLDER, load_reference, load_region_roles
from ranpptppo.lib.reference_files import ReferenceFileError
from ranpptppo.lib.row_loading import LoadCount

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A copy of the reference files that a test may edit."""
    return Path(shutil.copytree(FOLDER, tmp_path / "reference"))


@pytest.fixture
def plan() -> Plan:
    return Plan.objects.create(
        kind=PlanKind.NATIONAL,
        title="Rencana CONTOH",
        short_title="CONTOH",
        start_year=2020,
        end_year=2024,
        is_example=True,
    )


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new))


def short_names_on(day: date) -> dict[str, str]:
    return dict(Organization.objects.with_name_on(day).values_list("code", "short_name_then"))


def test_all_regions_are_there() -> None:
    load_reference()
    assert Region.objects.provinces().count() == 38
    assert Region.objects.regencies().count() == 514


@pytest.mark.parametrize(
    ("day", "provinces"),
    [(date(2012, 1, 1), 33), (date(2021, 12, 31), 34), (date(2022, 7, 25), 37), (date(2022, 12, 31), 38)],
)
def test_the_number_of_provinces_is_that_of_the_day(day: date, provinces: int) -> None:
    load_reference()
    assert Region.objects.provinces().valid_on(day).count() == provinces


def test_regencies_and_cities_know_their_province() -> None:
    load_reference()
    kupang = Region.objects.select_related("parent").get(code="53.71")
    assert (kupang.name, kupang.level) == ("Kota Kupang", "city")
    assert kupang.parent is not None
    assert kupang.parent.name == "Nusa Tenggara Timur"


def test_loading_again_changes_nothing() -> None:
    first = load_reference()
    again = load_reference()
    assert first.is_news
    assert not again.is_news
    assert again.regions == LoadCount(unchanged=552)
    assert again.clusters == LoadCount(unchanged=7)
    assert again.names.total == OrganizationName.objects.count()


def test_organizations_carry_the_names_of_their_day() -> None:
    load_reference()
    before, after = short_names_on(date(2023, 12, 31)), short_names_on(date(2024, 12, 31))
    assert (before["KEMENDIKBUD"], before["BP2MI"], before["KOMINFO"]) == ("Kemendikbudristek", "BP2MI", "Kemenkominfo")
    assert (after["BP2MI"], after["KOMINFO"], after["KEMENKUM"]) == ("KemenP2MI", "Komdigi", "Kemenkum")
    assert after["KEMENKUMHAM"] == "Kemenkumham", "an organization that ended keeps its last name"


def test_an_organization_is_of_the_kind_of_its_last_name() -> None:
    load_reference()
    assert Organization.objects.get(code="BP2MI").kind == OrganizationKind.MINISTRY


def test_the_successions_of_october_2024() -> None:
    load_reference()
    successors = OrganizationSuccession.objects.filter(predecessor__code="KEMENKUMHAM", on=date(2024, 10, 21))
    assert set(successors.values_list("successor__code", flat=True)) == {"KEMENKUM", "KEMENHAM", "KEMENIMIPAS"}


@pytest.mark.parametrize(
    ("number", "role", "day", "code"),
    [
        (7, ClusterRoleKind.LEAD, date(2023, 8, 9), "KEMENPPPA"),
        (7, ClusterRoleKind.LEAD, date(2023, 8, 10), "POLRI"),
        (5, ClusterRoleKind.COORDINATOR, date(2024, 10, 20), "KEMENKOPOLHUKAM"),
        (5, ClusterRoleKind.COORDINATOR, date(2024, 10, 21), "KEMENKOPOLKAM"),
    ],
)
def test_cluster_roles_are_those_of_the_day(number: int, role: ClusterRoleKind, day: date, code: str) -> None:
    load_reference()
    held = ClusterRole.objects.valid_on(day).get(cluster__number=number, role=role)
    assert held.organization.code == code


def test_prevention_has_no_lead_after_the_split_of_the_ministry() -> None:
    load_reference()
    assert not ClusterRole.objects.leads().valid_on(date(2024, 10, 21)).filter(cluster__number=1).exists()


def test_a_corrected_file_corrects_the_row_and_keeps_its_history(files: Path) -> None:
    load_reference(files)
    edit(files / "instansi.csv", "Kementerian Sosial,Kemensos", "Kementerian Sosial RI,Kemensos")
    counts = load_reference(files)
    assert (counts.names.changed, counts.names.added, counts.regions.changed) == (1, 0, 0)
    name = OrganizationName.objects.get(organization__code="KEMENSOS")
    assert name.name == "Kementerian Sosial RI"
    assert list(name.history.order_by("history_id").values_list("name", flat=True)) == [
        "Kementerian Sosial",
        "Kementerian Sosial RI",
    ]


def test_an_end_that_the_secretariat_entered_stays() -> None:
    load_reference()
    ClusterRole.objects.filter(cluster__number=2, role=ClusterRoleKind.LEAD).update(valid_to=date(2026, 1, 31))
    assert not load_reference().is_news
    assert ClusterRole.objects.get(cluster__number=2, role=ClusterRoleKind.LEAD).valid_to == date(2026, 1, 31)


def test_nothing_is_removed(files: Path) -> None:
    load_reference(files)
    edit(files / "klaster.csv", "7,Sekretariat,sekretariat\n", "")
    edit(files / "peran-klaster.csv", "7,KEMENKOPMK,koordinator,2020-01-01,,\n", "")
    load_reference(files)
    assert Cluster.objects.filter(number=7).exists()
    assert ClusterRole.objects.filter(cluster__number=7, role=ClusterRoleKind.COORDINATOR).exists()


def test_a_mistake_names_its_file_and_row_and_leaves_all_as_it_was(files: Path) -> None:
    edit(
        files / "suksesi-instansi.csv",
        "KEMENPAREKRAF,KEMENPAR,2024-10-21,pecah",
        "KEMENPAREKRAF,KEMENPAR,21/10/2024,pecah",
    )
    with pytest.raises(ReferenceFileError, match=r"suksesi-instansi\.csv baris 10: “21/10/2024” .* bukan tanggal"):
        load_reference(files)
    assert not Region.objects.exists()


def test_a_change_is_counted_as_new_data_behind_the_figures(plan: Plan, files: Path) -> None:
    load_reference(files)
    plan.refresh_from_db()
    assert plan.data_revision == 1
    load_reference(files)
    plan.refresh_from_db()
    assert plan.data_revision == 1


def test_the_roles_of_regions_belong_to_a_plan(plan: Plan) -> None:
    load_reference()
    assert load_region_roles(plan) == LoadCount(added=18)
    assert load_region_roles(plan) == LoadCount(unchanged=18)
    kepri = RegionRole.objects.get(plan=plan, region__code="21")
    flags = (kepri.is_source, kepri.is_transit, kepri.is_destination, kepri.is_fisheries)
    assert flags == (False, True, True, True)


def test_the_command_prints_what_it_did(files: Path) -> None:
    printed = StringIO()
    call_command("load_reference", folder=files, stdout=printed)
    assert "Wilayah        552 baris: 552 baru, 0 diubah, 0 tetap" in printed.getvalue()
    assert "Klaster        7 baris: 7 baru" in printed.getvalue()


def test_the_command_ends_with_the_sentence_of_a_mistake(files: Path) -> None:
    (files / "klaster.csv").unlink()
    with pytest.raises(CommandError, match=r"klaster\.csv tidak ada"):
        call_command("load_reference", folder=files)
