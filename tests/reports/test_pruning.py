"""What is printed and not wanted any more goes: drafts after a month, sections with the last report that held them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from clusters.models import User
from reports.enums import RenderState
from reports.models import Report, Section
from reports.pruning import DRAFTS_KEPT_FOR, SECTIONS_KEPT_FOR, prune
from reports.services import request_report
from reports.tasks import render_report, render_section
from tests.cast import World

NOW = datetime(2024, 6, 3, 3, 0, tzinfo=UTC)
LATER = NOW + max(DRAFTS_KEPT_FOR, SECTIONS_KEPT_FOR) + timedelta(days=1)


@pytest.fixture
def asked(world: World, secretariat: User, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A report whose sections wait for a printer that never comes."""

    def ask(*, is_preview: bool) -> Report:
        with time_machine.travel(NOW, tick=False):
            report = request_report(
                plan=world.plan,
                year=2024,
                cut_off_on=date(2024, 6, 2),
                conclusion=f"Teks {is_preview}.",
                by=secretariat,
                is_preview=is_preview,
                at=NOW,
            )
            render_report(report.pk)
        return report

    monkeypatch.setattr(render_section, "delay", lambda pk: None)
    return ask


def test_a_draft_goes_after_a_month_with_its_files_and_sections(
    asked: Any, django_capture_on_commit_callbacks: Any
) -> None:
    draft = asked(is_preview=True)
    Report.objects.filter(pk=draft.pk).update(state=RenderState.CANCELLED, finished_at=NOW)
    section = draft.parts.first().section
    default_storage.save(f"{section.folder}/satu.bagian", ContentFile(b"bagian"))
    count = draft.parts.values("section").distinct().count()
    assert prune(at=NOW + DRAFTS_KEPT_FOR) == (0, 0)
    with django_capture_on_commit_callbacks(execute=True):
        assert prune(at=LATER) == (1, count)
    assert not Report.objects.filter(pk=draft.pk).exists()
    assert not Section.objects.exists()
    assert default_storage.listdir(section.folder) == ([], [])


def test_an_issued_edition_and_what_it_shares_with_a_draft_stay(asked: Any) -> None:
    edition, draft = asked(is_preview=False), asked(is_preview=True)
    Report.objects.update(state=RenderState.CANCELLED, finished_at=NOW)
    held = set(edition.parts.values_list("section", flat=True))
    own = set(draft.parts.values_list("section", flat=True)) - held
    assert own
    assert prune(at=LATER) == (1, len(own))
    assert set(Section.objects.values_list("pk", flat=True)) == held


def test_a_draft_that_is_still_made_and_a_young_section_stay(asked: Any) -> None:
    draft = asked(is_preview=True)
    assert prune(at=LATER) == (0, 0)
    draft.parts.all().delete()
    assert prune(at=NOW + SECTIONS_KEPT_FOR)[1] == 0
    assert Section.objects.exists()
