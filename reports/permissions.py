"""May this person ask for, repeat or read a report or a paper?"""

from __future__ import annotations

from datetime import date

from actions.models import ProgressReport
from clusters.enums import Role
from clusters.models import ClusterRole, User
from reports.chapters import cluster_number
from reports.enums import RenderState
from reports.models import Document, FeedbackRequest, Report, SavedView
from reports.models.manuscript import WRITERS

# Who works with a report, or audits it, may have it on paper; others who see it read the screen.
PRINTERS = frozenset({Role.OPERATOR, Role.ENDORSER, Role.VERIFIER, Role.SECRETARIAT, Role.AUDITOR})


def can_request_report(user: User) -> bool:
    """The secretariat of the national task force writes the reports to the President."""
    return user.is_active and user.role == Role.SECRETARIAT and user.organization.region_id is None


def can_repeat_rendering(user: User, report: Report) -> bool:
    """A failed or cancelled report may be tried again by whoever may ask for reports."""
    return report.state in {RenderState.FAILED, RenderState.CANCELLED} and can_request_report(user)


def can_download_report(user: User, report: Report) -> bool:
    """Whoever sees a finished report may download it."""
    return user.is_active and report.state == RenderState.READY


def can_upload_signed_copy(user: User, report: Report) -> bool:
    """The secretariat, of an issued report; a preview is signed by nobody."""
    return can_request_report(user) and report.state == RenderState.READY and not report.is_preview


def can_print_receipt(user: User, report: ProgressReport) -> bool:
    """Whoever sees a report that was filed, and has to do with it."""
    return user.is_active and user.role in PRINTERS and report.first_filed_at is not None


def can_print_form(user: User, report: ProgressReport) -> bool:
    """The own organization at any time; everybody else what was filed."""
    is_there = report.first_filed_at is not None or user.organization_id == report.organization_id
    return user.is_active and user.role in PRINTERS and is_there


def can_download_document(user: User, document: Document) -> bool:
    """Whoever sees a finished paper may download it."""
    return user.is_active and document.state == RenderState.READY


def can_repeat_document(user: User, document: Document) -> bool:
    """Whoever may print papers; a brief, whoever asked for it too."""
    may_print = user.role in PRINTERS or document.requested_by_id == user.pk
    return user.is_active and document.state == RenderState.FAILED and may_print


def can_write_letters(user: User) -> bool:
    """Those to whom verification falls remind; whom, follows from the clusters they coordinate."""
    return user.is_active and user.role in {Role.VERIFIER, Role.SECRETARIAT}


def can_remind_regencies(user: User) -> bool:
    """A province's verifiers, who verify what its regencies report."""
    region = user.organization.region
    return user.is_active and user.role == Role.VERIFIER and region is not None and region.parent_id is None


def can_change_view(user: User, view: SavedView) -> bool:
    """Whoever saved it renames and deletes it; colleagues with whom it is shared open it."""
    return user.is_active and view.user_id == user.pk


# --- manuscripts: who writes, comments on and reads the texts of a report ---

# Who reads one: Manuscript.objects.visible_to.


def can_write_chapter(user: User, key: str, *, on: date) -> bool:
    """The secretariat all chapters; of a cluster's chapter also who leads or coordinates the cluster that day."""
    if not user.is_active or user.organization.region_id is not None:
        return False
    if user.role == Role.SECRETARIAT:
        return True
    number = cluster_number(key)
    if number is None or user.role not in WRITERS:
        return False
    roles = ClusterRole.objects.valid_on(on).filter(organization=user.organization_id)
    return roles.filter(cluster__number=number).exists()


def can_comment(user: User) -> bool:
    """Of those who read the manuscript whoever writes, coordinates or was asked; who only reads does not."""
    return user.is_active and (user.role == Role.SECRETARIAT or user.role in WRITERS)


def can_answer_feedback(user: User, request: FeedbackRequest) -> bool:
    """The people of the organization that was asked, once."""
    is_own = request.organization_id == user.organization_id and user.role in WRITERS
    return user.is_active and is_own and request.answered_at is None
