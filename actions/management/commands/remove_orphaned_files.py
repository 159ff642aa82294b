"""Delete at once stored files of evidence that no row owns: ``manage.py remove_orphaned_files [--dry-run]``.

Each night's sweep only sets them aside (``actions/orphans.py``). Look at the list first: on a restored or a wrong
database, files look ownerless that are not.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from actions.orphans import remove_orphans


class Command(BaseCommand):
    help = "Langsung menghapus berkas data dukung yang tidak dimiliki baris mana pun, termasuk yang sudah dikarantina."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="hanya menyebutkan, tidak menghapus")

    def handle(self, *args: Any, **options: Any) -> None:
        removed = remove_orphans(at=timezone.now(), really=not options["dry_run"])
        for key in removed:
            self.stdout.write(key)
        verb = "ditemukan" if options["dry_run"] else "dihapus"
        self.stdout.write(f"{len(removed)} berkas tanpa pemilik {verb}.")
