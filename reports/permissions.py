"""May this person ask for, repeat or read a report?"""

from __future__ import annotations

from clusters.enums import Role
from clusters.models import User
from reports.enums import RenderState
from reports.models import Report


def can_request_report(user: User) -> bool:
    """The secretariat of the national task force writes the reports to the President."""
    return user.is_active and user.role == Role.SECRETARIAT and user.organization.region_id is None


def can_repeat_rendering(user: User, report: Report) -> bool:
    """A failed rendering may be tried again by whoever may ask for reports."""
    return report.state == RenderState.FAILED and can_request_report(user)


def can_download_report(user: User, report: Report) -> bool:
    """Whoever sees a finished report may download it."""
    return user.is_active and report.state == RenderState.READY
