"""``manage.py import_plan FILE --plan "RAN PPTPPO 2020–2024" --by EMAIL``: the page *Impor rencana* on the command line."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from actions.importing.preview import Preview
from actions.models.indicator import text_key
from actions.services.plan_import import ImportRefused, import_plan, preview_import
from clusters.enums import PlanKind
from clusters.models import Plan, User

UNANSWERED = (
    "Ada bunyi indikator yang berubah (ubah nama?). Jawab dengan --accept-renames, "
    "--rename “LAMA=>BARU” untuk masing-masing, atau --no-renames bila indikatornya baru."
)


class Command(BaseCommand):
    help = "Mengimpor matriks rencana dari CSV atau XLSX: semuanya atau tidak sama sekali. Boleh diulang."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--plan", required=True, help="judul singkat rencana")
        parser.add_argument("--by", required=True, help="surel pengguna yang mengimpor")
        parser.add_argument("--create", metavar="AWAL-AKHIR", help="buat rencana nasional bila belum ada: 2020-2024")
        parser.add_argument("--title", default="", help="judul lengkap rencana yang dibuat")
        parser.add_argument("--legal-basis", default="", help="dasar hukum rencana yang dibuat")
        parser.add_argument("--example", action="store_true", help="rencana yang dibuat adalah contoh")
        parser.add_argument("--preview", action="store_true", help="tunjukkan perubahan tanpa menulis apa pun")
        parser.add_argument("--yes", action="store_true", help="angka yang ditanyakan sudah diperiksa")
        parser.add_argument(
            "--accept-renames", action="store_true", help="setiap usul ubah nama diterima: indikatornya sama"
        )
        parser.add_argument(
            "--rename", action="append", default=[], metavar="LAMA=>BARU", help="terima satu ubah nama; boleh diulang"
        )
        parser.add_argument("--no-renames", action="store_true", help="bunyi yang berubah adalah indikator baru")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"Berkas tidak ditemukan: {path}")
        by = User.objects.active().filter(email__iexact=options["by"]).first()
        if by is None:
            raise CommandError(f"Tidak ada pengguna aktif dengan surel {options['by']}.")
        plan = self._plan(options)
        with path.open("rb") as file:
            preview = preview_import(plan=plan, file=file, name=path.name)
            renames = _accepted(preview, options)
            if renames:
                file.seek(0)
                preview = preview_import(plan=plan, file=file, name=path.name, renames=renames)
            self._show(preview)
            if options["preview"]:
                return
            if preview.renames and not preview.errors and not options["no_renames"]:
                raise CommandError(UNANSWERED)
            file.seek(0)
            try:
                done = import_plan(
                    plan=plan, file=file, by=by, name=path.name, renames=renames, is_confirmed=options["yes"]
                )
            except ImportRefused as refused:
                raise CommandError(str(refused)) from refused
        self.stdout.write("Tidak ada yang berubah." if done is None else f"Diimpor: {done.changes} perubahan.")

    def _plan(self, options: dict[str, Any]) -> Plan:
        plan = Plan.objects.filter(short_title=options["plan"], region__isnull=True).first()
        if plan is not None:
            return plan
        if not options["create"]:
            raise CommandError(f"Tidak ada rencana “{options['plan']}”. Buat dengan --create 2020-2024.")
        first, _, last = options["create"].partition("-")
        if not (first.isdecimal() and last.isdecimal()):
            raise CommandError("Tulis tahun rencana sebagai AWAL-AKHIR, misalnya --create 2020-2024.")
        plan = Plan(
            kind=PlanKind.NATIONAL,
            short_title=options["plan"],
            title=options["title"] or options["plan"],
            legal_basis=options["legal_basis"],
            start_year=int(first),
            end_year=int(last),
            is_example=options["example"],
        )
        plan.full_clean()
        plan.save()
        return plan

    def _show(self, preview: Preview) -> None:
        for problem in [*preview.errors, *preview.questions, *preview.warnings]:
            self.stdout.write(f"{problem.severity.value}: {problem.place}: {problem.sentence}")
        if preview.errors:
            return
        for rename in preview.renames:
            self.stdout.write(f"ubah nama? baris {rename.row}: “{rename.before}” → “{rename.after}”")
        for gone in preview.gone:
            self.stdout.write(f"tidak ada lagi di berkas (tetap disimpan): {gone}")
        for change in preview.changes:
            self.stdout.write(
                f"baris {change.row} {change.thing} {change.label}: {change.before or '–'} → {change.after}"
            )
        for thing, added, changed in preview.counts:
            self.stdout.write(f"{thing:<10} {added} baru, {changed} diubah")


def _accepted(preview: Preview, options: dict[str, Any]) -> list[int]:
    """The indicators whose new wording was accepted. A CommandError for an answer to nothing that was asked."""
    if options["accept_renames"]:
        return [rename.indicator_id for rename in preview.renames]
    asked = {(text_key(rename.before), text_key(rename.after)): rename.indicator_id for rename in preview.renames}
    accepted = []
    for answer in options["rename"]:
        before, _, after = answer.partition("=>")
        key = (text_key(before), text_key(after))
        if key not in asked:
            raise CommandError(f"Tidak ada ubah nama yang ditanyakan seperti “{answer}”.")
        accepted.append(asked[key])
    return accepted
