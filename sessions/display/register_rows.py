"""One pupil's line of the register: what is known, and which questions are asked and how."""

import datetime
from dataclasses import dataclass, field
from uuid import uuid4

from django.urls import reverse

from core.dates import LONDON
from core.words import clock
from programmes.display import Tag
from schools.choices import Need
from sessions.choices import Consent
from sessions.models import Place
from sessions.rules.day_plan import Slots
from sessions.rules.register import Entry

ASK, FOLD = "ask", "fold"  # shown at once, or behind "Change"
CAR, ALL, DEMONSTRATION = "car", "all", "demonstration"  # the views of a register


@dataclass(frozen=True)
class Moment:
    """What all rows of a page share: the day's plan, the clock, and which view it is."""

    slots: Slots
    date: datetime.date
    now: datetime.datetime
    show: str

    @property
    def local(self) -> datetime.datetime:
        return self.now.astimezone(LONDON)

    @property
    def can_mark(self) -> bool:
        """Attendance is taken from the day itself on."""
        return self.local.date() >= self.date

    def time_of(self, slot: int | None) -> datetime.time | None:
        """When a slot starts; None where the plan has no such slot."""
        if slot is None or slot >= len(self.slots.starts):
            return None
        return self.slots.starts[slot]

    def is_over(self, slot: int | None) -> bool:
        """Whether a turn has ended by the clock on the day; no other day has a "now"."""
        start = self.time_of(slot)
        if start is None or self.local.date() != self.date:
            return True
        ends = datetime.datetime.combine(self.date, start, LONDON)
        return self.local >= ends + datetime.timedelta(minutes=self.slots.minutes)


@dataclass(frozen=True)
class Row:
    """One pupil: what is known, and which of the three questions are asked and how.

    What a template writes out is text already: a number would be put through the words of the
    language each time, which for a whole day costs more than the queries.
    """

    pk: int
    key: str  # the number as text
    to: str  # where its marks go
    time: str
    name: str
    about: str
    is_now: bool
    stop: str
    tag: Tag | None
    is_here: bool | None
    drove: bool
    saw: bool
    presence: str  # ask, fold or nothing, as for the next two
    driving: str
    showing: str
    minutes: str
    heads: str
    conflicts: tuple[str, ...]
    ids: tuple[str, str, str] = field(
        default_factory=lambda: (str(uuid4()), str(uuid4()), str(uuid4()))
    )

    def __getitem__(self, name: str) -> object:
        """Templates ask for ``row["name"]`` first and only then for ``row.name``."""
        try:
            return getattr(self, name)
        except (AttributeError, TypeError) as error:
            raise KeyError(name) from error

    @property
    def on_paper(self) -> tuple[str, ...]:
        """Time, name, stop, about, and what has been marked, as the paper register shows them."""
        minutes = self.minutes if self.drove else "×" * bool(self.stop)
        return (
            self.time,
            self.name,
            self.stop,
            self.about,
            "✓" * (self.is_here is True),
            "✓" * (self.is_here is False),
            minutes,
            "✓" * self.saw,
        )

    @property
    def has_more(self) -> bool:
        """Whether anything stands below the line itself."""
        asked = ASK in (self.driving, self.showing)
        return bool(self.stop or self.conflicts or asked or self.folded)

    @property
    def folded(self) -> str:
        """What the fold is called, or nothing where nothing is folded."""
        if FOLD not in (self.presence, self.driving, self.showing):
            return ""
        return "Mark driving" if self.presence == ASK and self.driving == FOLD else "Change"

    @property
    def style(self) -> str:
        if self.stop and self.is_here is not False:
            return "halt"
        return "now" if self.is_now else ""


def register_row(place: Place, entry: Entry, moment: Moment, school: str, *, is_now: bool) -> Row:
    """A place with what its marks say; ``is_now`` is the pupil whose turn it is."""
    pupil = place.pupil
    need = "" if pupil is None or pupil.need == Need.NONE else pupil.get_need_display()
    may_drive = place.consent_take_part == Consent.YES
    done = entry.drove or entry.did_not_drive
    showing = moment.show == DEMONSTRATION
    barred = "must not drive" if showing and not may_drive else ""
    about = (pupil.year_group if pupil else "", school, need, barred)
    time = moment.time_of(place.demonstration_slot if showing else place.slot)
    name = pupil.short_name if pupil else "Deleted"
    asked = moment.can_mark and pupil is not None
    return Row(
        pk=place.pk,
        key=str(place.pk),
        to=reverse("sessions:mark", args=[place.pk]),
        time="" if showing else clock(time),
        name=name,
        about=" · ".join(part for part in about if part),
        is_now=is_now,
        stop="" if may_drive or showing else _stop(place.consent_take_part, name),
        tag=_tag(place, entry, showing=showing, asked=asked),
        is_here=entry.is_here,
        drove=entry.drove,
        saw=entry.saw_demonstration is True,
        presence=_presence(entry, done=done) if asked else "",
        driving=_driving(entry, done=done, is_now=is_now)
        if asked and may_drive and not showing
        else "",
        showing=_showing(entry, at_once=showing or is_now or done or not may_drive)
        if asked
        else "",
        minutes=str(entry.minutes or moment.slots.minutes),
        heads=",".join(str(head.id) for head in entry.heads),
        conflicts=entry.conflicts,
    )


def _presence(entry: Entry, *, done: bool) -> str:
    return FOLD if done or entry.is_here is False else ASK


def _driving(entry: Entry, *, done: bool, is_now: bool) -> str:
    if not entry.is_here:
        return ""
    return ASK if is_now and not done else FOLD


def _showing(entry: Entry, *, at_once: bool) -> str:
    if not entry.is_here:
        return ""
    return ASK if at_once and not entry.saw_demonstration else FOLD


def _stop(consent: str, name: str) -> str:
    why = "There is no consent" if consent == Consent.NO else "Consent is not in yet"
    return f"Stop. {why}: {name} must not drive."


def _tag(place: Place, entry: Entry, *, showing: bool, asked: bool) -> Tag | None:
    """The word at the end of a row, where no question stands there."""
    if entry.is_here is False:
        return Tag("grey", "Absent")
    if entry.drove:
        return Tag("ok", f"Drove {entry.minutes} min")
    if entry.did_not_drive:
        return Tag("warn", "Did not drive")
    if not asked and place.consent_take_part != Consent.YES:
        return Tag("stop", "No consent")
    return None
