"""The story of the demo, in the order in which it would have happened.

Perpres 19/2023 was signed in the fourth year of its plan: so is the example plan opened on
1 March 2023, and the periods from 2020 on are entered afterwards (*diisi surut*).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import F

from actions.enums import AssignmentRole, FundingSource, ReportState, TagKind
from actions.models import Assignment, ProgressReport, ReportingPeriod
from actions.services.budget import create_budget_line, revise_ceiling
from actions.services.handover import hand_over_assignments
from actions.services.outside import record_outside_activity
from actions.services.periods import create_periods, extend_period, lock_period
from actions.services.plan_import import import_plan
from clusters.enums import Cadence, PlanKind, Role
from clusters.models import Cluster, Notification, Organization, Plan
from clusters.reference_data import load_region_roles
from reports.demo import texts
from reports.demo.chance import between, share
from reports.demo.history import History
from reports.demo.people import People
from reports.demo.regions import record_regions

Say = Callable[[str], None]

MATRIX = Path(__file__).resolve().parent.parent.parent / "actions" / "reference" / "ran-2020-2024-contoh.csv"
PLANNED_AT = datetime(2023, 3, 1, 2, 0, tzinfo=UTC)
HANDED_OVER_AT = datetime(2024, 11, 15, 3, 0, tzinfo=UTC)
SUCCESSION = date(2024, 10, 21)
SUCCESSORS = {"1.3": "KEMENDIKDASMEN", "1.6": "KEMENIMIPAS", "4.1": "KEMENKUM"}
WITHOUT_BUDGET = {"1.9", "6.6", "7.4"}
OUTSIDE = (
    (1, "Kampanye digital pencegahan penipuan lowongan kerja bersama komunitas", "KEMENPPPA", "Jumlah kampanye"),
    (5, "Operasi gabungan pengungkapan jaringan TPPO lintas negara", "POLRI", "Jumlah operasi"),
    (3, "Penampungan darurat korban TPPO dari kawasan konflik", "KEMENSOS", "Jumlah orang yang ditampung"),
)


@transaction.atomic
def tell(people: People, say: Say) -> Plan:
    """Everything, once and whole: answers the example plan. Interrupted, it leaves nothing behind."""
    plan = _open_plan(people)
    say("Matriks contoh diimpor; periode 2020–2024 dibuka.")
    _budget(plan, people)
    _outside_activities(plan, first_year=2023)
    history = History(plan, people)
    _file_until_succession(plan, history, people, say)
    _succession(plan, people)
    say("Serah terima Oktober 2024 dicatat.")
    last = ReportingPeriod.objects.get(plan=plan, year=2024, number=4)
    say(f"{last.label}: {history.file_period(last, is_last=True)} laporan.")
    _reopen_one(plan, history)
    _lock(plan, people)
    Notification.objects.filter(read_at__isnull=True).update(read_at=F("created_at"))  # people read what is years old
    record_regions()
    _interim(people, say)
    return plan


@transaction.atomic
def _open_plan(people: People) -> Plan:
    plan = Plan.objects.create(
        kind=PlanKind.NATIONAL,
        title="Rencana Aksi Nasional Pencegahan dan Penanganan Tindak Pidana Perdagangan Orang 2020–2024",
        short_title="RAN PPTPPO 2020–2024",
        start_year=2020,
        end_year=2024,
        legal_basis="Peraturan Presiden Nomor 19 Tahun 2023",
        cadence=Cadence.QUARTERLY,
        is_example=True,
    )
    secretariat = people.of(Organization.objects.get(code="KEMENPPPA"), Role.SECRETARIAT)
    with MATRIX.open("rb") as file:
        import_plan(plan=plan, file=file, by=secretariat, at=PLANNED_AT)
    load_region_roles(plan)
    create_periods(plan=plan, at=PLANNED_AT)
    return plan


@transaction.atomic
def _budget(plan: Plan, people: People) -> None:
    """A line a year for most actions, set in January (the past years' when the plan was opened)."""
    leads = Assignment.objects.filter(action__plan=plan, role=AssignmentRole.LEAD)
    for lead in leads.select_related("action", "organization").prefetch_related("action__tags").order_by("pk"):
        if lead.action.number in WITHOUT_BUDGET:
            continue
        sources = {tag.value for tag in lead.action.tags.all() if tag.kind == TagKind.FUNDING}
        for year in plan.years:
            _line(lead, year, FundingSource.APBN, people)
            if FundingSource.GRANT in sources:
                _line(lead, year, FundingSource.GRANT, people)


def _line(lead: Assignment, year: int, source: FundingSource, people: People) -> None:
    key = (lead.action.number, year, source)
    ceiling = round(between(0.4, 9, "pagu", *key) * 1000) * 1_000_000
    number = 1 + int(share("ro", lead.action.number) * 40)
    code = f"{5000 + int(share('kegiatan', lead.action.number) * 900)}.QDB.{number:03d}"
    at = max(PLANNED_AT, datetime(year, 1, 10, 3, 0, tzinfo=UTC))
    operator = people.of(lead.organization, Role.OPERATOR)
    line = create_budget_line(
        action=lead.action,
        organization=lead.organization,
        fiscal_year=year,
        source=source,
        code=code if source == FundingSource.APBN else "",
        title=f"Contoh: {lead.action.title}"[:250],
        ceiling=ceiling,
        by=operator,
        at=at,
    )
    if share("revisi", *key) < 0.15:
        revised = round(ceiling * 0.9)
        reason = "Contoh: efisiensi anggaran."
        revise_ceiling(line=line, amount=revised, reason=reason, by=operator, at=at + timedelta(days=1))


def _outside_activities(plan: Plan, *, first_year: int) -> None:
    for number, title, code, output in OUTSIDE:
        record_outside_activity(
            plan=plan,
            cluster=Cluster.objects.get(number=number),
            title=f"Contoh: {title}",
            organization=Organization.objects.get(code=code),
            starts_on=date(first_year, 1, 1),
            outputs=[(output, "kegiatan" if "orang" not in output else "orang")],
            at=max(PLANNED_AT, datetime(first_year, 1, 10, tzinfo=UTC)),
        )


def _file_until_succession(plan: Plan, history: History, people: People, say: Say) -> None:
    _extend(plan, people)
    periods = ReportingPeriod.objects.filter(plan=plan).exclude(year=2024, number=4).in_order()
    by_year: dict[int, int] = {}
    for period in periods:
        by_year[period.year] = by_year.get(period.year, 0) + history.file_period(period)
        if period.number == 4 or (period.year, period.number) == (2024, 3):
            say(f"{period.year}: {by_year[period.year]} laporan kemajuan.")


def _extend(plan: Plan, people: People) -> None:
    """One organization asked for more time, and got it."""
    period = ReportingPeriod.objects.get(plan=plan, year=2024, number=1)
    secretariat = people.of(Organization.objects.get(code="POLRI"), Role.SECRETARIAT)
    extend_period(
        period=period,
        organization=Organization.objects.get(code="KEMENLU"),
        until=period.due_at + timedelta(days=40),
        by=secretariat,
        note=texts.EXTENSION,
        at=period.due_at - timedelta(days=2),
    )


def _succession(plan: Plan, people: People) -> None:
    """What the ministries of before October 2024 led goes to their successors, explicitly."""
    secretariat = people.of(Organization.objects.get(code="POLRI"), Role.SECRETARIAT)
    for number, code in SUCCESSORS.items():
        assignments = Assignment.objects.open().filter(
            action__plan=plan, action__number=number, role=AssignmentRole.LEAD
        )
        hand_over_assignments(
            assignments=list(assignments),
            successor=Organization.objects.get(code=code),
            on=SUCCESSION,
            by=secretariat,
            basis="Contoh: perubahan kementerian Oktober 2024",
            at=HANDED_OVER_AT,
        )


def _reopen_one(plan: Plan, history: History) -> None:
    report = ProgressReport.objects.with_names().get(
        organization__code="KEMENSOS",
        period__plan=plan,
        period__year=2023,
        period__number=2,
        cluster__number=3,
        state=ReportState.VERIFIED,
    )
    history.reopen_and_correct(report, at=datetime(2024, 2, 12, 4, 0, tzinfo=UTC))


def _lock(plan: Plan, people: People) -> None:
    """The years before 2024 are closed; 2024 is still open for what is missing."""
    secretariat = people.of(Organization.objects.get(code="POLRI"), Role.SECRETARIAT)
    for period in ReportingPeriod.objects.filter(plan=plan, year__lt=2024).in_order():
        lock_period(period=period, by=secretariat, at=datetime(2024, 5, 2, 3, 0, tzinfo=UTC))


def _interim(people: People, say: Say) -> None:
    """2025, between two plans: activities outside the plan, in every state a person may meet them."""
    plan = Plan.objects.create(
        kind=PlanKind.INTERIM,
        title="Masa antar-rencana 2025",
        short_title="Antar-rencana 2025",
        start_year=2025,
        end_year=2025,
        cadence=Cadence.QUARTERLY,
        is_example=True,
    )
    create_periods(plan=plan, at=datetime(2025, 1, 8, 3, 0, tzinfo=UTC))
    _outside_activities(plan, first_year=2025)
    history = History(plan, people)
    first, second, third, _ = ReportingPeriod.objects.filter(plan=plan).in_order()
    history.file_period(first)
    history.file_period(second, waiting={"POLRI", "KEMENSOS"})
    history.submit_only(third, Organization.objects.get(code="KEMENPPPA"))
    say("Masa antar-rencana 2025 dibuka, dengan isian yang menunggu operator, pengesah, dan verifikator.")
