"""The pupils of a booking with their consents, as the school and the co-ordinator see them."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from core.words import many
from schools.choices import Need
from schools.rules.ages import age_on, age_problems
from sessions.choices import Consent
from sessions.models import Place, Session

# The three purposes, in the order of the form: its name in the form and on the page.
PURPOSES = (("take_part", "Take part"), ("survey", "Survey"), ("photographs", "Photographs"))
SHORT = ((Consent.YES, "Yes"), (Consent.NO, "No"), (Consent.UNKNOWN, "Not in yet"))


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Purpose:
    """One consent of one pupil as a group of radio buttons."""

    name: str
    label: str
    waits: bool
    options: tuple[Option, ...]


@dataclass(frozen=True)
class PupilRow:
    pk: int
    name: str
    about: str
    need: str
    wrong: str  # what is wrong with the age on the day
    was: str
    purposes: tuple[Purpose, ...]


@dataclass(frozen=True)
class OffRow:
    """A pupil who was taken off the list."""

    pk: int
    name: str
    about: str


def consents_of(place: Place) -> tuple[str, str, str]:
    """Take part, survey, photographs."""
    return place.consent_take_part, place.consent_survey, place.consent_photographs


def pupil_row(place: Place, session: Session) -> PupilRow:
    """One pupil; the age is that on the day."""
    pupil = place.pupil
    values = consents_of(place)
    return PupilRow(
        pk=place.pk,
        name=_name(place),
        about=_about(place, session.date),
        need="" if pupil is None or pupil.need == Need.NONE else pupil.get_need_display(),
        wrong=_wrong(place, session),
        was=",".join(values),
        purposes=tuple(
            _purpose(place.pk, key, label, value)
            for (key, label), value in zip(PURPOSES, values, strict=True)
        ),
    )


def off_row(place: Place, date: datetime.date) -> OffRow:
    """A pupil who can be put back."""
    return OffRow(place.pk, _name(place), _about(place, date))


def list_words(places: int, rows: Sequence[Place]) -> str:
    """20 places booked, 19 pupils named, 16 consents to take part in."""
    consents = sum(place.consent_take_part != Consent.UNKNOWN for place in rows)
    return (
        f"{many(places, 'place,places')} booked, {many(len(rows), 'pupil,pupils')} named, "
        f"{many(consents, 'consent,consents')} to take part in"
    )


def _purpose(pk: int, key: str, label: str, value: str) -> Purpose:
    return Purpose(
        name=f"{key}-{pk}",
        label=label,
        waits=value == Consent.UNKNOWN,
        options=tuple(Option(choice, words, choice == value) for choice, words in SHORT),
    )


def _name(place: Place) -> str:
    pupil = place.pupil
    if pupil is None:
        return "Deleted on its date"
    known = f" ({pupil.known_as})" if pupil.known_as else ""
    return f"{pupil.given_name}{known} {pupil.family_name}"


def _about(place: Place, date: datetime.date) -> str:
    pupil = place.pupil
    return f"{pupil.year_group} · {age_on(pupil.born_on, date)} on the day" if pupil else ""


def _wrong(place: Place, session: Session) -> str:
    pupil, programme = place.pupil, session.programme
    if pupil is None:
        return ""
    found = age_problems(
        pupil.first_name, pupil.born_on, session.date, programme.min_age, programme.max_age
    )
    return " ".join(found)
