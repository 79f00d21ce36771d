"""Analyses a file of answers, so that earlier seasons and other survey tools can be compared."""

import json
from argparse import ArgumentTypeError
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.problems import Refused

if TYPE_CHECKING:
    from surveys.analysis.study import Study
    from surveys.readers.responses import Columns

PERSON_COLUMNS = {
    "pairs": "column that says who answered, the same in every wave",
    "wave": "column of the wave",
    "group": "column of the school, or of any other group that answers alike",
    "arm": "column that says who had the day and who is the comparison group",
}


class Command(BaseCommand):
    """Prints the analysis as tables, or with ``--json`` as the object of docs/analysis.md."""

    help = (
        "Analyse a file of answers: a row for each person and wave, a column for each item. "
        "docs/analysis.md says how to name its columns and what comes out."
    )
    requires_system_checks = ()  # it touches neither database nor pages

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--instrument", type=Path, required=True, help="CSV of the items")
        parser.add_argument("--responses", type=Path, required=True, help="CSV of the answers")
        for option, said in PERSON_COLUMNS.items():
            parser.add_argument(f"--{option}", metavar="COLUMN", help=said)
        parser.add_argument(
            "--map",
            metavar="ITEM=COLUMN",
            action="extend",
            nargs="+",
            type=_pair,
            default=[],
            help="column of an item, where it is not called like the item",
        )
        parser.add_argument(
            "--waves", type=_words, default=[], help="waves in order, as before,after"
        )
        parser.add_argument("--treated", metavar="NAME", help="the arm that had the day")
        parser.add_argument(
            "--missing", type=_words, default=[], help="more words for no answer, as 9,99"
        )
        parser.add_argument(
            "--subgroup", metavar="COLUMN", action="append", default=[], help="look at it by itself"
        )
        parser.add_argument(
            "--primary", metavar="SCALE:WAVE", type=_primary, help="outcome named beforehand"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        from surveys.analysis.analyse import analyse
        from surveys.analysis.table import as_text
        from surveys.readers.item_list import read_item_list
        from surveys.readers.responses import read_responses

        try:
            instrument = read_item_list(options["instrument"])
            study = read_responses(options["responses"], instrument, _columns(options))
            _check_primary(study, options["primary"])
        except Refused as reason:
            raise CommandError("\n".join(reason.sentences)) from None
        result = analyse(study, primary=options["primary"], subgroups=options["subgroup"])
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False, allow_nan=False, indent=1))
        else:
            self.stdout.write(as_text(result))


def _columns(options: dict[str, Any]) -> "Columns":
    from surveys.readers.responses import Columns

    return Columns(
        pairs=options["pairs"],
        wave=options["wave"],
        group=options["group"],
        arm=options["arm"],
        items=dict(options["map"]),
        waves=options["waves"],
        treated=options["treated"],
        missing=options["missing"],
        subgroups=options["subgroup"],
    )


def _check_primary(study: "Study", primary: tuple[str, str] | None) -> None:
    if primary is None:
        return
    scale, wave = primary
    if scale not in study.instrument.scales and scale != "INDEX":
        raise Refused(f"--primary: there is no scale {scale}.")
    if wave not in study.waves[1:]:
        raise Refused(f"--primary: there is no later wave {wave}.")


def _halves(separator: str, wanted: str) -> Callable[[str], tuple[str, str]]:
    def read(text: str) -> tuple[str, str]:
        left, found, right = text.partition(separator)
        if not (found and left.strip() and right.strip()):
            raise ArgumentTypeError(f"write {wanted}")
        return left.strip(), right.strip()

    return read


_pair = _halves("=", "ITEM=COLUMN")
_primary = _halves(":", "SCALE:WAVE")


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]
