"""Delete stored files of evidence that no row owns: ``manage.py remove_orphaned_files [--dry-run]``."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from actions.orphans import remove_orphans


class Command(BaseCommand):
    help = "Menghapus berkas data dukung yang tidak dimiliki baris mana pun dan berumur lebih dari sehari."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="hanya menyebutkan, tidak menghapus")

    def handle(self, *args: Any, **options: Any) -> None:
        removed = remove_orphans(at=timezone.now(), really=not options["dry_run"])
        for key in removed:
            self.stdout.write(key)
        verb = "ditemukan" if options["dry_run"] else "dihapus"
        self.stdout.write(f"{len(removed)} berkas tanpa pemilik {verb}.")
