"""The register as a coach sees it: rows in the order of the turns, and what can be said of each."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from uuid import UUID, uuid4

from django.urls import reverse

from core.dates import LONDON
from core.words import clock
from programmes.display import Tag
from schools.choices import Need
from sessions.choices import Consent
from sessions.display.words import short_schools
from sessions.models import Place
from sessions.rules.day_plan import Slots
from sessions.rules.register import Entry

ASK, FOLD = "ask", "fold"  # shown at once, or behind "Change"
CAR, ALL, DEMONSTRATION = "car", "all", "demonstration"


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


@dataclass(frozen=True)
class Group:
    """Rows under one heading: a car, a showing, or those without a turn."""

    key: str
    title: str
    crew: tuple[tuple[str, str], ...]  # service and name
    before: list[Row]
    lunch: str
    after: list[Row]
    slot: int | None = None  # of a showing
    here_unseen: int = 0
    id: UUID = field(default_factory=uuid4)

    @property
    def rows(self) -> list[Row]:
        return [*self.before, *self.after]

    @property
    def paper(self) -> list[tuple[str, ...]]:
        """The rows of the paper register."""
        return [row.on_paper for row in self.rows]


@dataclass(frozen=True)
class Counts:
    """How far a register is; each number counts the pupils shown."""

    here: int
    absent: int
    drove: int
    to_come: int
    saw: int


def counts(groups: Iterable[Group]) -> Counts:
    """Counts over all rows that the page shows."""
    rows = [row for group in groups for row in group.rows]
    return Counts(
        here=sum(row.is_here is True for row in rows),
        absent=sum(row.is_here is False for row in rows),
        drove=sum(row.drove for row in rows),
        to_come=sum(row.is_here is None for row in rows),
        saw=sum(row.saw for row in rows),
    )


def register_groups(
    places: Sequence[Place],
    entries: Mapping[int, Entry],
    crews: Mapping[int, tuple[tuple[str, str], ...]],
    moment: Moment,
) -> list[Group]:
    """Places, in the order of their turns, as rows under the headings of the view."""
    if moment.show == DEMONSTRATION:
        return list(_by_showing(places, entries, moment))
    return list(_by_car(places, entries, crews, moment))


def _by_car(
    places: Sequence[Place],
    entries: Mapping[int, Entry],
    crews: Mapping[int, tuple[tuple[str, str], ...]],
    moment: Moment,
) -> Iterable[Group]:
    planned = [p for p in places if p.car is not None]
    planned.sort(key=lambda p: (p.car.number if p.car else 0, p.slot or 0, p.pk))
    rest = [p for p in places if p.car is None]
    for car, found in groupby(planned, key=lambda p: p.car):
        assert car is not None
        yield _group(
            f"car-{car.number}", f"Car {car.number}", crews.get(car.pk, ()), found, entries, moment
        )
    if rest:
        yield _group("no-turn", "No turn in the day plan", (), rest, entries, moment)


def _by_showing(
    places: Sequence[Place], entries: Mapping[int, Entry], moment: Moment
) -> Iterable[Group]:
    def showing(place: Place) -> int:
        return 999 if place.demonstration_slot is None else place.demonstration_slot

    ordered = sorted(places, key=lambda p: (showing(p), p.pk))
    for slot, found in groupby(ordered, key=showing):
        at = moment.time_of(slot)
        title = f"Showing at {clock(at)}" if at else "No showing in the day plan"
        group = _group(f"showing-{slot}", title, (), found, entries, moment)
        unseen = sum(row.is_here is True and not row.saw for row in group.rows)
        yield replace(group, slot=slot if at else None, here_unseen=unseen)


def _group(
    key: str,
    title: str,
    crew: tuple[tuple[str, str], ...],
    found: Iterable[Place],
    entries: Mapping[int, Entry],
    moment: Moment,
) -> Group:
    places = list(found)
    schools = short_schools({p.booking.school.name for p in places})
    following = _next(places, entries, moment)
    rows = [
        _row(p, entries[p.pk], moment, schools[p.booking.school.name], is_now=p.pk == following)
        for p in places
    ]
    lunch = moment.slots.lunch
    if lunch is None or key.startswith(("no-", "showing")):
        return Group(key, title, crew, rows, "", [])
    early = sum(1 for p in places if (moment.time_of(p.slot) or lunch) < lunch)
    return Group(key, title, crew, rows[:early], clock(lunch), rows[early:])


def _next(places: Sequence[Place], entries: Mapping[int, Entry], moment: Moment) -> int | None:
    """The first pupil who is still to drive and whose turn is not over."""
    if moment.show == DEMONSTRATION:
        return None
    for place in places:
        entry = entries[place.pk]
        waits = not entry.drove and not entry.did_not_drive and entry.is_here is not False
        if waits and place.consent_take_part == Consent.YES and not moment.is_over(place.slot):
            return place.pk
    return None


def _row(place: Place, entry: Entry, moment: Moment, school: str, *, is_now: bool) -> Row:
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
