"""Load the published statistics from reports/reference."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ranpptppo.lib.reference_files import ReferenceFileError
from reports.statistics_import import FILE, load_statistics


class Command(BaseCommand):
    help = "Memuat statistik terbitan beserta sumbernya. Jalankan load_reference lebih dahulu. Boleh diulang."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, default=FILE, help="berkas CSV")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        try:
            counts = load_statistics(options["file"])
        except ReferenceFileError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Seri   {counts.series}")
        self.stdout.write(f"Nilai  {counts.values}")
