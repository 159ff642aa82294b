"""Fill an empty database with the example: plan, people, five years of reporting, and the annual report 2024."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from clusters.enums import PlanKind, Role
from clusters.models import Organization, Plan
from clusters.reference_data import load_reference
from reports.demo.manuscript import tell_course, tell_manuscript
from reports.demo.people import LOGINS, PASSWORD, People
from reports.demo.story import tell
from reports.enums import RenderState, ReportKind
from reports.models import Report
from reports.services import repeat_rendering, request_report
from reports.statistics_import import load_statistics
from reports.tasks import make_report_now

YEAR = 2024
CUT_OFF = date(2025, 3, 31)


class Command(BaseCommand):
    help = "Memuat data contoh dan menyusun laporan tahunan 2024. Hanya untuk demo; boleh diulang."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--copy-to", type=Path, help="salin PDF laporan ke berkas ini")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("load_demo hanya berjalan pada demo (DEMO=on): ia membuat akun dengan kata sandi umum.")
        load_reference()
        load_statistics()
        people = People()
        people.make_logins()
        plan = Plan.objects.filter(kind=PlanKind.NATIONAL, is_example=True).first() or tell(people, self._say)
        secretariat, verifier = (
            people.of(Organization.objects.get(code=code), role)
            for code, role in (("POLRI", Role.SECRETARIAT), ("KEMENKOPMK", Role.VERIFIER))
        )
        tell_manuscript(plan, YEAR, secretariat=secretariat, commenter=verifier)
        tell_course(plan, YEAR, secretariat=secretariat)
        report = self._report(plan, people)
        self._print_logins()
        self._print_report(report, options["copy_to"])

    def _say(self, sentence: str) -> None:
        self.stdout.write(f"  {sentence}")

    def _report(self, plan: Plan, people: People) -> Report:
        """The annual report 2024, printed here and now by the task that the worker runs."""
        reports = Report.objects.filter(kind=ReportKind.ANNUAL, plan=plan, year=YEAR).order_by("-edition")
        ready = reports.filter(state=RenderState.READY).first()
        if ready is not None:
            return ready
        self._say(f"Laporan Tahunan {YEAR} sedang disusun …")
        report = reports.first() or self._request(plan, people)
        repeat_rendering(report=report)  # where an earlier run failed
        make_report_now(report.pk)
        report.refresh_from_db()
        if report.state != RenderState.READY:
            raise CommandError(f"Laporan tidak selesai: {report.error or report.get_state_display()}")
        return report

    def _request(self, plan: Plan, people: People) -> Report:
        secretariat = people.of(Organization.objects.get(code="POLRI"), Role.SECRETARIAT)
        return request_report(plan=plan, year=YEAR, cut_off_on=CUT_OFF, conclusion="", by=secretariat)

    def _print_logins(self) -> None:
        self.stdout.write("\nMasuk dengan salah satu akun contoh; kata sandi semuanya: " + PASSWORD)
        for login in LOGINS:
            self.stdout.write(f"  {login.email:<36} {login.role.label:<17} {login.does}")

    def _print_report(self, report: Report, copy_to: Path | None) -> None:
        path = Path(report.file.path)
        if copy_to is not None:
            copy_to.parent.mkdir(parents=True, exist_ok=True)
            copy_to.write_bytes(path.read_bytes())
            path = copy_to
        self.stdout.write(f"\nLaporan Tahunan {YEAR} (edisi {report.edition}, {report.pages} halaman): {path}")
