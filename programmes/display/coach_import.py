"""Shapes a list of coaches as it was read, for a person to look at before it is taken."""

from dataclasses import dataclass
from typing import NamedTuple

from core.words import many
from programmes.forms.coach_file import Checked
from programmes.readers.coach_list import CoachList


class Line(NamedTuple):
    """One line, in the order in which the template takes it apart."""

    number: int
    name: str
    service: str
    station: str
    kind: str  # "problem" for a line that is left out
    note: str


@dataclass(frozen=True)
class Preview:
    """What would be added, and what stands in the way."""

    sheet: str
    lines: list[Line]
    stops: list[str]
    left_out: int
    unread: str
    button: str


def preview(found: CoachList, checked: Checked) -> Preview:
    """Each line with what becomes of it, and the button that takes those that can be taken."""
    taken = {number for number, _ in checked.taken}
    known = set(checked.known)
    return Preview(
        sheet=found.sheet,
        lines=[
            Line(
                line.number,
                line.name,
                line.texts["partner"],
                line.texts.get("station", ""),
                "" if line.number in taken | known else "problem",
                "New"
                if line.number in taken
                else "A coach already"
                if line.number in known
                else "Left out",
            )
            for line in found.lines
        ],
        stops=[problem.sentence for problem in checked.problems],
        left_out=len({problem.row for problem in checked.problems}),
        unread=", ".join(found.unread),
        button=f"Add {many(len(taken), 'coach,coaches')}" if taken else "",
    )
