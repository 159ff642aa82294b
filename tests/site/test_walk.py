"""Every address of the site is walked: strangers see nothing, reading writes nothing, the navigation leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.contrib import admin
from django.core.files.base import ContentFile
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from actions.enums import EvidenceKind, PreviewState
from actions.models import Action, Assignment, Evidence, EvidencePage, EvidencePreview, TargetRequest, UnlinkedBudget
from actions.services.calendar import renew_calendar_link
from actions.services.commitments import request_target
from actions.services.outside import record_outside_activity
from clusters.enums import ActingKind, NotificationKind, PlanKind, Role
from clusters.models import (
    AccountImport,
    ActingEndorser,
    ClusterRole,
    DecreeFile,
    Notification,
    Plan,
    RegionalPlanStage,
    TaskForce,
    User,
)
from clusters.services.users import invite_user
from reports.enums import RenderState
from reports.manuscripts import begin
from reports.models import SavedView
from reports.navigation import GROUPS, navigation
from reports.services import request_receipt
from tests.cast import World
from tests.reports.signing_keys import make_signed_copy, unchecked_copy
from tests.reports.story import AFTER_THE_YEAR, Teller
from tests.reports.test_report_pages import make_report, make_volume
from tests.site.test_login_required import PUBLIC, patterns

pytestmark = pytest.mark.lane("postgres")  # test_regions_apart.py walks the same addresses on the other
Login = Callable[[User], Client]
READERS = ("secretariat", "admin", "operator", "endorser", "coordinator", "executive", "auditor", "region_operator")
# What a page may write although it only reads: the session, and the copy of the e-mail address that allauth
# makes when a reset link is opened first.
OWN_BUSINESS = ("django_session", "account_emailaddress")
# Addresses that are only ever sent a form: nobody may read them.
CHANGING = {
    "account-import-confirm",
    "account-import-renew",
    "account-import-retry",
    "adoption-confirm",
    "api-token-create",
    "api-token-revoke",
    "brief-request",
    "calendar-link-renew",
    "calendar-link-withdraw",
    "commitment-confirm",
    "commitment-prepare",
    "document-repeat",
    "entry-sheet-apply",
    "evidence-upload",
    "evidence-withdraw",
    "form-request",
    "hand-over-confirm",
    "hand-over-preview",
    "notification-read",
    "notification-read-all",
    "period-create",
    "plan-import-confirm",
    "progress-copy-narrative",
    "progress-endorse",
    "progress-entry-cell",
    "progress-open",
    "progress-reopen",
    "progress-return",
    "progress-submit",
    "progress-verify",
    "progress-withdraw",
    "receipt-request",
    "regions-import-confirm",
    "registry-import-confirm",
    "report-cancel",
    "feedback-ask",
    "feedback-answer",
    "chapter-check",
    "chapter-restore",
    "comment-add",
    "comment-resolve",
    "report-repeat",
    "signed-copy-check",
    "saved-view-change",
    "saved-view-delete",
    "saved-view-save",
    "user-reactivate",
    "verification-bulk-confirm",
    "user-resend-invitation",
}
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "TRUNCATE")


@pytest.fixture
def addresses(world: World, people: dict[str, User]) -> dict[str, str]:
    """Name → address of everything outside the admin, with a row behind each number in it."""
    arguments = make_arguments(world, people)
    found = {}
    for name, pattern in patterns(get_resolver()):
        if name.startswith("admin:") or name == "None":
            continue
        parameters = list(pattern.pattern.regex.groupindex)
        assert not parameters or name in arguments, f"give {name} its {parameters} in make_arguments"
        found[name] = reverse(name, args=arguments[name] if parameters else ())
    return found


def make_arguments(world: World, people: dict[str, User]) -> dict[str, list[Any]]:
    """Name of each address with a number in it → the numbers of a row that is there."""
    teller = Teller(world, people)
    verified, draft = teller.verified(1, 80), teller.fill(2, 90)
    report = make_report(world.plan, people["secretariat"], RenderState.READY)
    receipt = request_receipt(report=verified, by=people["operator"])
    manuscript = begin(plan=world.plan, year=2024, by=people["secretariat"]).pk
    person, evidence = people["outsider"].pk, make_evidence(draft, people["operator"]).pk
    unlinked = make_unlinked_budget(world, people["operator"]).pk
    period, role = world.period(2).pk, ClusterRole.objects.order_by("pk")[0].pk
    return {
        **{name: [person] for name in names_of("user-") if name not in {"user-list", "user-invite"}},
        **{name: [period] for name in names_of("entry-sheet")},
        **{name: [period] for name in ("progress-entry", "progress-entry-cell", "progress-open")},
        **{name: [period] for name in ("progress-submit", "period-extend")},
        **{name: [period, world.action.pk] for name in ("progress-copy-narrative", "progress-earlier-narrative")},
        **{name: [draft.pk] for name in names_of("progress-") if name in STEPS},
        **{name: [evidence] for name in ("evidence-download", "evidence-view", "evidence-withdraw")},
        "evidence-page": [evidence, 1],
        **{name: [world.kemendagri.pk] for name in names_of("hand-over-organization")},
        **{name: [world.kemendagri.pk] for name in ("hand-over-preview", "hand-over-confirm")},
        **{name: [report.pk] for name in ("report-detail", "report-download", "report-repeat", "report-cancel")},
        **{
            name: [report.pk]
            for name in ("report-matrix-workbook", "report-matrix-csv", "report-figures", "report-differences")
        },
        "report-volume": [report.pk, make_volume(report)],
        "report-trace": [report.short_code, "nasional/skor"],
        **{name: [report.pk] for name in ("api-report-detail", "api-report-file")},
        **{name: [receipt.pk] for name in ("document-detail", "document-download", "document-repeat")},
        **{name: [verified.pk] for name in ("receipt-request", "form-request")},
        **{name: [manuscript] for name in ("manuscript-detail", "feedback-ask", "feedback-answer")},
        **{name: [manuscript, "klaster-1"] for name in (*names_of("chapter-"), "comment-add")},
        "chapter-restore": [manuscript, "klaster-1", 1],
        "comment-resolve": [manuscript, "klaster-1", 1],
        "receipt-check": [receipt.short_code],
        "report-check": [report.short_code],
        "signed-copy-upload": [report.pk],
        "signed-copy-check": [report.pk, unchecked_copy(report, people["secretariat"])],
        "signed-copy-download": [make_signed_copy(report, people["secretariat"])],
        **{name: [report.pk, 1] for name in ("signed-volume-download", "api-report-volume", "api-report-signed")},
        "progress-detail": [verified.pk],
        "progress-review": [verified.pk],
        "value-history": [verified.pk, world.indicator.pk],
        "api-progress-report-detail": [verified.pk],
        **{name: [world.line.pk] for name in names_of("budget-line-") if name != "budget-line-add"},
        **{name: [world.kemenpppa.pk] for name in ("budget-line-add", "unlinked-budget-add")},
        **{name: [unlinked] for name in ("unlinked-budget-edit", "unlinked-budget-link")},
        **{name: [world.kemenpppa.pk] for name in names_of("commitment-") if name != "commitment-list"},
        **{name: [make_adoption(world, people)] for name in ("adoption-detail", "adoption-revise", "adoption-end")},
        "activity-edit": [make_activity(world).pk],
        "target-request": [world.indicator.pk],
        "target-request-decide": [make_target_request(world, people["operator"]).pk],
        "calendar-feed": [renew_calendar_link(user=people["operator"])],
        "evidence-upload": [draft.pk],
        **{name: [period] for name in ("period-detail", "period-dates", "period-lock", "period-unlock")},
        **{name: [world.plan.pk] for name in ("period-create", "plan-import-template")},
        "hand-over-role": [role],
        "acting-end": [make_acting(world, people).pk],
        "notification-read": [make_notification(people["operator"]).pk],
        "invitation-accept": [make_invitation(world, people["secretariat"])],
        "cluster-detail": [1],
        "organization-detail": [world.kemenpppa.code],
        "lens-detail": ["principle", "justice"],
        "brief-request": ["clusters/1"],
        "view-export": ["clusters/1"],
        "saved-view-save": ["clusters/1"],
        **{name: [make_view(people["operator"])] for name in ("saved-view-change", "saved-view-delete")},
        "region-detail": [world.province.code],
        **{name: [world.province.code] for name in ("regional-plan-list", "regional-plan-create")},
        "regional-plan-edit": [make_regional_plan(world)],
        **make_registry(world, people["secretariat"]),
        "endorsement-switch": [world.kemenpppa.pk],
        "cluster-narrative": [world.clusters[1].pk, period],
        "action-detail": [world.action.pk],
        "api-plan-detail": [world.plan.pk],
        "api-cluster-detail": [1],
        "api-action-detail": [world.action.pk],
        "api-indicator-detail": [world.indicator.pk],
        **{name: [make_account_import(people["secretariat"])] for name in OF_AN_IMPORT},
        "account_reset_password_from_key": ["1", "abc-def"],
    }


STEPS = {f"progress-{step}" for step in ("withdraw", "endorse", "return", "verify", "reopen")}

OF_AN_IMPORT = ("account-import-detail", "account-import-retry", "account-import-renew")


def names_of(beginning: str) -> list[str]:
    return [name for name, _ in patterns(get_resolver()) if name.startswith(beginning)]


def make_regional_plan(world: World) -> int:
    years = {"start_year": 2024, "end_year": 2024}
    facts = {"kind": PlanKind.REGIONAL, "region": world.province, "title": "RAD contoh", "short_title": "RAD contoh"}
    return Plan.objects.get_or_create(**facts, defaults=years)[0].pk


def make_adoption(world: World, people: dict[str, User]) -> int:
    """The key of a national action that the region of the region's operator adopted."""
    facts = {"action": world.action, "organization": people["region_operator"].organization, "role": "adopting"}
    dates = {"starts_on": date(2024, 1, 1), "recorded_at": AFTER_THE_YEAR}
    return Assignment.objects.get_or_create(**facts, defaults=dates)[0].pk


def make_registry(world: World, by: User) -> dict[str, list[Any]]:
    """Addresses of the registry of regions, with a decree, its file and a stage of province 32."""
    since, code = AFTER_THE_YEAR.date(), world.province.code
    task_force = TaskForce.objects.create(
        region=world.province, decree_number="SK 1", decree_on=since, valid_from=since, source="contoh"
    )
    decree = DecreeFile(task_force=task_force, original_name="sk.pdf", size=4, uploaded_at=AFTER_THE_YEAR)
    decree.content_type, decree.uploaded_by = "application/pdf", by
    decree.file.save("sk.pdf", ContentFile(b"%PDF"), save=False)
    decree.save()
    stage = RegionalPlanStage.objects.create(region=world.province, stage="drafting", since_on=since, source="contoh")
    return {
        **{name: [code] for name in ("registry-detail", "decree-record", "no-task-force-record", "stage-record")},
        "task-force-correct": [code, task_force.pk],
        "task-force-withdraw": [code, task_force.pk],
        "decree-download": [code, decree.pk],
        "stage-correct": [code, stage.pk],
        "stage-withdraw": [code, stage.pk],
        "region-role-edit": [world.plan.pk, code],
        **{name: ["task-forces"] for name in names_of("registry-import")},
    }


def make_evidence(
    report: Any, by: User, kind: str = EvidenceKind.DECREE, indicator: Any = None, *, at: datetime | None = None
) -> Evidence:
    """A file of the report, there since its beginning unless ``at`` says otherwise."""
    evidence = Evidence(report=report, kind=kind, original_name="data.pdf", size=4, sha256="0" * 64)
    evidence.indicator = indicator
    evidence.content_type, evidence.uploaded_at, evidence.uploaded_by = "application/pdf", at or report.created_at, by
    evidence.file.save("data.pdf", ContentFile(b"%PDF"), save=False)
    evidence.save()
    EvidencePreview.objects.create(evidence=evidence, state=PreviewState.NONE, queued_at=AFTER_THE_YEAR)
    EvidencePage.objects.create(evidence=evidence, number=1, image=evidence.file.name, width=1, height=1)
    return evidence


def make_unlinked_budget(world: World, by: User) -> UnlinkedBudget:
    return UnlinkedBudget.objects.create(
        organization=world.kemenpppa,
        fiscal_year=2024,
        source="apbn",
        title="Rapat koordinasi",
        amount=1,
        recorded_at=AFTER_THE_YEAR,
        recorded_by=by,
    )


def make_activity(world: World) -> Action:
    cluster, starts_on = world.clusters[1], date(2024, 1, 1)
    chosen = {"title": "Kampanye", "starts_on": starts_on, "outputs": [("Jumlah kampanye", "kampanye")]}
    return record_outside_activity(plan=world.plan, cluster=cluster, organization=world.kemenpppa, **chosen)


def make_target_request(world: World, by: User) -> TargetRequest:
    return request_target(indicator=world.indicator, year=2024, value=Decimal(300), reason="Contoh.", by=by)


def make_notification(user: User) -> Notification:
    return Notification.objects.create(
        user=user, kind=NotificationKind.values[0], text="Contoh.", url="/", created_at=AFTER_THE_YEAR
    )


def make_acting(world: World, people: dict[str, User]) -> ActingEndorser:
    return ActingEndorser.objects.create(
        user=people["operator"],
        organization=world.kemenpppa,
        kind=ActingKind.PLH,
        starts_on=AFTER_THE_YEAR.date(),
        ends_on=AFTER_THE_YEAR.date(),
        basis="SPRIN-1 (contoh)",
        appointed_at=AFTER_THE_YEAR,
        appointed_by=people["endorser"],
    )


def make_view(user: User) -> int:
    """The key of a saved view; the same one for both of its addresses."""
    facts = {"words": "Beranda", "created_at": AFTER_THE_YEAR}
    return SavedView.objects.get_or_create(user=user, title="Contoh", defaults=facts)[0].pk


def make_account_import(by: User) -> int:
    facts = {"file_name": "akun.xlsx", "imported_at": AFTER_THE_YEAR, "accounts": 1, "organizations": 0}
    return AccountImport.objects.create(imported_by=by, organization=by.organization, **facts).pk


def make_invitation(world: World, by: User) -> str:
    """The key of an open invitation."""
    keys: list[str] = []
    invite_user(
        email="baru@contoh.go.id",
        name="Bayu Baru",
        organization=world.kemendagri,
        role=Role.OPERATOR,
        by=by,
        link_for=lambda key: keys.append(key) or f"http://testserver/{key}",  # type: ignore[func-returns-value]
    )
    return keys[0]


def body(response: HttpResponseBase) -> bytes:
    """To its end, which closes files."""
    if response.streaming:
        return b"".join(response.streaming_content)  # type: ignore[attr-defined]
    return bytes(response.content)  # type: ignore[attr-defined]


def written(queries: CaptureQueriesContext) -> list[str]:
    found = [query["sql"] for query in queries.captured_queries]
    return [
        sql
        for sql in found
        if sql.lstrip().upper().startswith(WRITES) and not any(name in sql for name in OWN_BUSINESS)
    ]


def test_a_stranger_sees_only_the_listed_pages(client: Client, addresses: dict[str, str]) -> None:
    login_page = reverse("account_login")
    for name, address in addresses.items():
        if name in PUBLIC:
            continue
        for method in (client.get, client.post):
            response = method(address)
            body(response)
            to_login = response.status_code == 302 and response["Location"].startswith(login_page)
            assert to_login or (name.startswith("api-") and response.status_code in {401, 403}), (
                name,
                response.status_code,
            )


@pytest.mark.parametrize("role", READERS)
def test_reading_writes_nothing_and_breaks_nothing(
    addresses: dict[str, str], people: dict[str, User], login: Login, role: str
) -> None:
    """And what only changes something cannot be read: 405, for whoever may not change it 404 or 403."""
    client = login(people[role])
    opened, refused = 0, set()
    for name, address in addresses.items():
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
            body(response)
        assert response.status_code < 500 or name == "readyz", name
        assert written(queries) == [], name
        opened += response.status_code == 200
        if response.status_code == 405:
            assert "Halaman ini tidak dapat dibuka langsung" in response.content.decode(), name
            refused.add(name)
    assert opened > 20
    assert refused == CHANGING


def test_reading_the_admin_writes_nothing(people: dict[str, User], addresses: dict[str, str], login: Login) -> None:
    client = login(people["admin"])
    opened = 0
    for address in admin_addresses():
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
            body(response)
        assert response.status_code in {200, 302, 403}, address
        assert written(queries) == [], address
        opened += response.status_code == 200
    assert opened > 20


def admin_addresses() -> Iterator[str]:
    yield reverse("admin:index")
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        yield reverse(f"{name}_add")
        row = model._default_manager.order_by("pk").first()
        if row is not None:
            for page in ("change", "history", "delete"):
                yield reverse(f"{name}_{page}", args=[row.pk])


def test_every_entry_of_the_navigation_has_a_page(people: dict[str, User], login: Login) -> None:
    person_of = {
        Role(person.role): person for key, person in people.items() if key not in {"outsider", "region_operator"}
    }
    for _, entries in GROUPS:
        for entry in entries:
            address = reverse(entry.url_name)  # NoReverseMatch names the page that is missing
            persons = [people["region_operator"]] if entry.is_regional else [person_of[role] for role in entry.roles]
            for person in persons:
                assert login(person).get(address).status_code == 200, (entry.label, person.role)


def test_the_navigation_shows_each_role_exactly_its_entries(people: dict[str, User]) -> None:
    for person in people.values():
        request = RequestFactory().get("/")
        request.user = person
        shown = [link.label for group in navigation(request)["nav"] for link in group.links]
        assert shown == [entry.label for _, entries in GROUPS for entry in entries if entry.is_for(person)]


def test_urls_are_kebab_case_and_end_in_a_slash() -> None:
    for name, pattern in patterns(get_resolver()):
        route = str(getattr(pattern.pattern, "_route", ""))
        if name.startswith(("admin:", "healthz", "readyz", "None")) or not route:
            continue
        assert route.endswith("/"), name
        assert "_" not in re.sub(r"<int:[a-z_]+>", "", route), name
