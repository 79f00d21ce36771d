"""The file with coaches, and each of its lines asked by the form for one coach."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from core.file_problems import Problem
from core.forms import FileField, PlainErrors
from programmes.choices import Service
from programmes.forms.coaches import CoachForm
from programmes.models import OfProgramme, Partner
from programmes.readers.coach_list import DATES, TICKS, CoachLine, CoachList, date_parts, ticked

Taken = tuple[int, dict[str, str]]  # row number, and what the form for one coach is sent


class CoachFileForm(PlainErrors, forms.Form):
    """A list of coaches."""

    file = FileField(label="List of coaches")


@dataclass(frozen=True)
class Checked:
    """What can be taken, what stands in the way, and rows of coaches who are there already."""

    taken: tuple[Taken, ...]
    problems: tuple[Problem, ...]
    known: tuple[int, ...]


def check_lines(
    found: CoachList, *, partners: OfProgramme, known: Collection[tuple[int, str]]
) -> Checked:
    """Ask each line as the page for one coach would.

    ``known`` are those who are coaches already: partner and name, in lower case.
    """
    by_word = partners_by_word(partners.all())
    taken: list[Taken] = []
    problems = list(found.problems)
    already: list[int] = []
    seen: dict[tuple[int, str], int] = {}
    for line in found.lines:
        sent, wrong = _sent(line, by_word)
        who = (int(sent["partner"] or 0), line.name.casefold())
        if who in known:
            already.append(line.number)
            continue
        if who in seen:
            wrong[""] = f"{line.name} is in row {seen[who]} already. Leave this row out."
        wrong |= {n: s for n, s in _asked(sent, partners).items() if n not in wrong}
        problems += [found.problem(line, field, what) for field, what in wrong.items()]
        seen.setdefault(who, line.number)
        if not wrong:
            taken.append((line.number, sent))
    return Checked(tuple(taken), tuple(problems), tuple(already))


def facts_of(sent: Mapping[str, str], partners: OfProgramme) -> dict[str, Any] | None:
    """What ``add_coach`` takes, from what a preview carried; None where it fits no more."""
    form = CoachForm(dict(sent), partners=partners)
    return form.cleaned_data if form.is_valid() else None


def partners_by_word(partners: Iterable[Partner]) -> dict[str, int]:
    """Partners of the three services by name, and by service where it has only one."""
    services = {service.value: service.label.casefold() for service in Service}
    ours = [partner for partner in partners if partner.kind in services]
    words = {partner.name.casefold(): partner.pk for partner in ours}
    for kind, word in services.items():
        only = [partner.pk for partner in ours if partner.kind == kind]
        if len(only) == 1:
            words.setdefault(word, only[0])
    return words


def _sent(line: CoachLine, by_word: Mapping[str, int]) -> tuple[dict[str, str], dict[str, str]]:
    """A line as its form would be sent, and what is wrong before that."""
    sent: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for field, text in line.texts.items():
        if field in DATES:
            parts = zip(("day", "month", "year"), date_parts(text), strict=True)
            sent |= {f"{field}_{part}": value for part, value in parts}
        elif field not in TICKS:
            sent[field] = text
    for field in TICKS:
        answer = ticked(line.texts.get(field, ""), field)
        if answer is None:
            wrong[field] = "write yes or no."
        elif answer:
            sent[field] = "on"
    found = by_word.get(line.texts["partner"].casefold())
    sent["partner"] = str(found or "")
    if found is None:
        wrong["partner"] = (
            "this is no partner of the programme. Write police, fire or ambulance, or the name "
            "of the partner; where a service has several, its name."
        )
    return sent, wrong


def _asked(sent: Mapping[str, str], partners: OfProgramme) -> dict[str, str]:
    """What the form for one coach says, by field."""
    form = CoachForm(dict(sent), partners=partners)
    return {
        "" if field == "__all__" else field: _lower(" ".join(map(str, said)))
        for field, said in form.errors.items()
    }


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
