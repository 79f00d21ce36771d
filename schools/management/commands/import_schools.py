"""Reads the school register from the command line: says what would change, and changes it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.problems import Refused
from core.spreadsheets import read_sheets
from schools import actions, display
from schools.readers.register import Register, read_register
from schools.rules.register import Changes


class Command(BaseCommand):
    help = (
        'Reads secondary schools from the workbook "School level summary statistics". '
        "Run it again with a newer workbook: it says what changes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Say what would change; stop.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            register = self._read(options["file"])
            complete = not register.problems
            changes = actions.would_change(rows=register.rows, complete=complete)
            self._tell(register, changes)
            if changes.none:
                return
            if options["dry_run"]:
                self.stdout.write("Dry run: nothing stored.")
                return
            changed = actions.accept_register(
                rows=register.rows, complete=complete, title=register.title, by=None
            )
        except Refused as reason:
            raise CommandError("\n".join(reason.sentences)) from reason
        self.stdout.write(display.what_changed(changed))

    def _read(self, path: Path) -> Register:
        try:
            with path.open("rb") as file:
                return read_register(list(read_sheets(file, path.name)))
        except OSError as wrong:
            raise CommandError(f"{path} cannot be opened: {wrong.strerror}.") from wrong

    def _tell(self, register: Register, changes: Changes) -> None:
        for problem in register.problems:
            self.stderr.write(problem.sentence)
        shown = display.preview(changes)
        self.stdout.write(f"{register.title}: {len(register.rows):,} secondary schools.")
        if shown.nothing:
            self.stdout.write(shown.nothing)
            return
        self.stdout.write(f"Would change: {', '.join(display.counts(changes))}.")
        for school in shown.schools:
            self.stdout.write(f"  {school.name} ({school.seed_code}): {'; '.join(school.fields)}")
        for name in shown.gone:
            self.stdout.write(f"  Missing from the file: {name}")
