"""The cast: the people and rows that tests of pages and verbs stand on. Fixtures of tests/conftest.py.

A small national plan 2024 with quarterly periods: cluster 1 (coordinated by Kemenko PMK) with one
action led by KemenPPPA and supported by Kemendagri, cluster 5 (coordinated by Kemenko Polkam) with
one led by Polri. The secretariat is Polri. Regions: province 32 with regency 32.01, province 53.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from django.db.models import Max
from simple_history.utils import bulk_create_with_history

from actions.enums import Accumulation, AssignmentRole, Direction, FundingSource, Measure
from actions.models import (
    Action,
    Assignment,
    BudgetCeiling,
    BudgetLine,
    Indicator,
    ProgressEvent,
    ProgressReport,
    ReportingPeriod,
    Target,
)
from actions.models.action import sort_key
from actions.models.indicator import text_key
from actions.periods import missing_periods
from actions.services.progress import open_reports
from clusters.enums import Cadence, ClusterKind, ClusterRoleKind, OrganizationKind, PlanKind, RegionLevel, Role
from clusters.models import Cluster, ClusterRole, Organization, OrganizationName, Plan, Region, User

START = date(2020, 1, 1)
PASSWORD = "sandi-contoh-1"
PLANNED_AT = datetime(2024, 1, 2, 3, 0, tzinfo=UTC)


def make_organization(
    code: str, kind: str = OrganizationKind.MINISTRY, *, region: Region | None = None
) -> Organization:
    return _organizations((code, kind), region=region)[0]


def _organizations(*wanted: tuple[str, str], region: Region | None = None) -> list[Organization]:
    """Code and kind of each."""
    made = [Organization(code=code, kind=kind, region=region) for code, kind in wanted]
    bulk_create_with_history(made, Organization)
    names = [
        OrganizationName(
            organization=one, name=f"Kementerian {one.code}", short_name=one.code.title(), valid_from=START
        )
        for one in made
    ]
    bulk_create_with_history(names, OrganizationName)
    return made


def make_user(organization: Organization, role: str, name: str) -> User:
    return User.objects.create_user(_address(name), PASSWORD, name=name, organization=organization, role=role)


def _address(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@contoh.go.id"


def make_indicator(action: Action, text: str, target: int | None, **fields: object) -> Indicator:
    """An indicator with a target for 2024 (none for ``None``); a rising yearly count, the action's next, unless told
    otherwise.
    """
    indicator = Indicator.objects.create(
        action=action,
        text=text,
        text_key=text_key(text),
        **{
            "unit": "kegiatan",
            "measure": Measure.COUNT,
            "accumulation": Accumulation.FLOW,
            "direction": Direction.RISING,
            "position": (action.indicators.aggregate(last=Max("position"))["last"] or 0) + 1,
            **fields,
        },
    )
    if target is not None:
        Target.objects.create(indicator=indicator, year=2024, value=Decimal(target), approved_at=PLANNED_AT)
    return indicator


@dataclass
class World:
    """Organizations, plan and rows by name."""

    plan: Plan
    clusters: dict[int, Cluster]
    kemenpppa: Organization
    kemendagri: Organization
    polri: Organization
    kemenkopmk: Organization
    kemenkopolkam: Organization
    province: Region
    regency: Region
    other_province: Region
    action: Action
    police_action: Action
    indicator: Indicator
    ratio: Indicator
    milestone: Indicator
    line: BudgetLine

    def period(self, number: int) -> ReportingPeriod:
        return self.plan.periods.get(year=2024, number=number)

    def report(self, number: int = 1, *, at: datetime | None = None) -> ProgressReport:
        """KemenPPPA's report of a quarter, a fresh draft."""
        period = self.period(number)
        return open_reports(organization=self.kemenpppa, period=period, at=at or period.opens_at)[0]


def make_world() -> World:
    clusters = {one.number: one for one in Cluster.objects.bulk_create(_cluster(number) for number in range(1, 8))}
    kemenkopmk, kemenkopolkam, kemenpppa, kemendagri, polri = _organizations(
        ("KEMENKOPMK", OrganizationKind.COORDINATING_MINISTRY),
        ("KEMENKOPOLKAM", OrganizationKind.COORDINATING_MINISTRY),
        ("KEMENPPPA", OrganizationKind.MINISTRY),
        ("KEMENDAGRI", OrganizationKind.MINISTRY),
        ("POLRI", OrganizationKind.AGENCY),
    )
    _roles(clusters, {1: kemenkopmk, 5: kemenkopolkam}, ClusterRoleKind.COORDINATOR)
    _roles(clusters, {1: kemendagri, 5: polri, 7: polri}, ClusterRoleKind.LEAD)
    plan = Plan.objects.create(
        kind=PlanKind.NATIONAL,
        title="Rencana contoh 2024",
        short_title="RAN contoh",
        start_year=2024,
        end_year=2024,
        cadence=Cadence.QUARTERLY,
        is_example=True,
    )
    ReportingPeriod.objects.bulk_create(missing_periods(plan, at=PLANNED_AT))
    action = _action(plan, clusters[1], "1.1", "Sosialisasi bahaya TPPO", kemenpppa)
    Assignment.objects.create(
        action=action,
        organization=kemendagri,
        role=AssignmentRole.SUPPORT,
        starts_on=date(2024, 1, 1),
        recorded_at=PLANNED_AT,
    )
    police_action = _action(plan, clusters[5], "5.1", "Penyidikan TPPO", polri)
    make_indicator(police_action, "Jumlah perkara", 100, position=1)
    province = Region.objects.create(code="32", name="Jawa Barat", level=RegionLevel.PROVINCE)
    line = BudgetLine.objects.create(
        action=action, organization=kemenpppa, fiscal_year=2024, source=FundingSource.APBN, code="5678.QDB.001"
    )
    BudgetCeiling.objects.create(line=line, amount=1_000_000_000, set_at=PLANNED_AT)
    return World(
        plan=plan,
        clusters=clusters,
        kemenpppa=kemenpppa,
        kemendagri=kemendagri,
        polri=polri,
        kemenkopmk=kemenkopmk,
        kemenkopolkam=kemenkopolkam,
        province=province,
        regency=Region.objects.create(code="32.01", name="Bogor", level=RegionLevel.REGENCY, parent=province),
        other_province=Region.objects.create(code="53", name="Nusa Tenggara Timur", level=RegionLevel.PROVINCE),
        action=action,
        police_action=police_action,
        indicator=make_indicator(action, "Jumlah kegiatan sosialisasi", 400, position=1),
        ratio=make_indicator(
            action,
            "Persentase sekolah yang memakai modul",
            80,
            position=2,
            unit="persen",
            measure=Measure.PERCENTAGE,
            accumulation=Accumulation.STOCK,
            numerator_label="Sekolah yang memakai modul",
            denominator_label="Sekolah",
        ),
        milestone=make_indicator(
            action,
            "Pedoman ditetapkan",
            1,
            position=3,
            unit="dokumen",
            measure=Measure.MILESTONE,
            accumulation=Accumulation.ONCE,
        ),
        line=line,
    )


def _cluster(number: int) -> Cluster:
    kind = ClusterKind.SECRETARIAT if number == 7 else ClusterKind.SUBSTANTIVE
    return Cluster(number=number, name=f"Klaster contoh {number}", kind=kind)


def _roles(clusters: dict[int, Cluster], holders: dict[int, Organization], role: str) -> None:
    roles = [
        ClusterRole(cluster=clusters[number], organization=one, role=role, valid_from=START, basis="contoh")
        for number, one in holders.items()
    ]
    bulk_create_with_history(roles, ClusterRole)


def _action(plan: Plan, cluster: Cluster, number: str, title: str, lead: Organization) -> Action:
    action = Action.objects.create(plan=plan, cluster=cluster, number=number, sort_key=sort_key(number), title=title)
    Assignment.objects.create(
        action=action,
        organization=lead,
        role=AssignmentRole.LEAD,
        starts_on=date(2024, 1, 1),
        recorded_at=PLANNED_AT,
    )
    return action


def make_people(world: World) -> dict[str, User]:
    """Written at once, with their history: nearly every test begins with them."""
    regional = make_organization("DP3A-32", OrganizationKind.REGIONAL, region=world.province)
    people = {
        "operator": _person(world.kemenpppa, Role.OPERATOR, "Olivia Operator"),
        "endorser": _person(world.kemenpppa, Role.ENDORSER, "Endang Pengesah"),
        "coordinator": _person(world.kemenkopmk, Role.VERIFIER, "Vera Verifikator"),
        "verifier": _person(world.kemenkopolkam, Role.VERIFIER, "Poltak Verifikator"),
        "secretariat": _person(world.polri, Role.SECRETARIAT, "Siti Sekretariat"),
        "executive": _person(world.kemenkopmk, Role.EXECUTIVE, "Paul Pimpinan"),
        "auditor": _person(world.kemendagri, Role.AUDITOR, "Audi Auditor"),
        "admin": _person(world.kemenkopmk, Role.ADMIN, "Adi Admin"),
        "outsider": _person(world.kemenkopolkam, Role.OPERATOR, "Oscar Luar"),
        "region_operator": _person(regional, Role.OPERATOR, "Rini Daerah"),
    }
    bulk_create_with_history(list(people.values()), User)
    return people


def _person(organization: Organization, role: str, name: str) -> User:
    """As ``make_user``, not yet written."""
    person = User(email=_address(name), name=name, organization=organization, role=role)
    person.set_password(PASSWORD)
    return person


def record_filing(report: ProgressReport, *, by: User, at: datetime) -> None:
    """The report as if it had been filed at ``at``: for tests of what others may read, without the way there."""
    ProgressEvent.objects.create(report=report, kind="submit", to_state="submitted", by=by, at=at, is_filing=True)
    ProgressReport.objects.filter(pk=report.pk).update(first_filed_at=at)
