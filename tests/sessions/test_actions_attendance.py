"""Tests of making marks: once each, never changed, settled by a new one."""

import datetime
from uuid import UUID, uuid4

import pytest
from django.db.models.signals import post_init

from accounts.models import User
from core.problems import Refused
from sessions.actions.attendance import (
    entries_of,
    entry_of,
    make_mark,
    mark_showing,
)
from sessions.actions.places import Consents, record_consents
from sessions.models import Mark, Place, Tally
from sessions.rules.register import PRESENCE
from tests import cast, cast_days
from tests.sessions.recorded import Lines, line, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    return cast_days.enrolled(cast_days.booking(places=1))[0]


def boss(place: Place) -> User:
    return cast.coordinator(place.booking.session.programme)


def words(place: Place) -> list[str]:
    return [str(mark) for mark in Mark.objects.filter(place=place).order_by("at", "id")]


def test_make_mark_states_attendance(place):
    by, number, lines = cast.founder(), uuid4(), Lines()
    now = cast_days.at_day(place.booking.session)
    made = make_mark(place=place, kind="DROVE", minutes=25, id=number, by=by, now=now)
    mark = Mark.objects.get()
    assert (mark, mark.id, mark.place) == (made, number, place)
    assert (mark.kind, mark.minutes, mark.at, mark.by) == ("DROVE", 25, now, by)
    assert (mark.replaces, str(mark)) == (None, "Drove")
    counted = Tally.objects.get(pk=place.booking.session_id)
    assert (counted.came, counted.drove, counted.minutes) == (1, 1, 25)
    assert lines.read() == line(
        place.booking.session.programme_id, by=by, verb="marked attendance", target=place
    )


def test_the_register_can_be_read_for_one_pupil_or_for_many(place):
    cast_days.marked(place, "HERE")
    other, nobody = cast_days.enrolled(cast_days.booking(places=2))
    cast_days.marked(other, "ABSENT")
    assert entry_of(place).is_here is True
    said = entries_of([place, other, nobody])
    assert {pk: entry.is_here for pk, entry in said.items()} == {
        place.pk: True,
        other.pk: False,
        nobody.pk: None,
    }


def test_a_mark_sent_again_changes_nothing(place):
    number, other = uuid4(), cast.founder()
    first = cast_days.marked(place, "HERE", id=number)
    lines = Lines()
    later = cast_days.at_day(place.booking.session, 15)
    assert cast_days.marked(place, "HERE", id=number, now=later, by=other) == first
    assert Mark.objects.get().at == first.at
    assert lines.read() == []


def test_a_mark_that_comes_twice_in_one_moment_is_stored_once(place):
    """The other is written just when this one has been put together, but not yet saved."""
    number, other = uuid4(), cast.founder()

    def rival(instance: Mark, **_: object) -> None:
        post_init.disconnect(rival, sender=Mark)
        first = Mark(id=instance.id, place=place, kind="HERE", at=cast.NOW, by=other)
        first.save(force_insert=True)

    post_init.connect(rival, sender=Mark)
    lines = Lines()
    assert cast_days.marked(place, "HERE", id=number).id == number
    assert Mark.objects.get().by == other
    assert lines.read() == []


def test_what_was_acknowledged_stays_so_when_the_consent_is_taken_back(place):
    number = uuid4()
    cast_days.marked(place, "DROVE", id=number)
    taken_back = {place.pk: Consents("NO", "NO", "NO")}
    record_consents(booking=place.booking, consents=taken_back, by=boss(place))
    place.refresh_from_db()
    assert cast_days.marked(place, "DROVE", id=number) == Mark.objects.get()


def test_the_same_number_with_another_content_is_refused(place):
    number = uuid4()
    cast_days.marked(place, "HERE", id=number)
    with refused("This mark was made before with another content. Mark it once more."):
        cast_days.marked(place, "ABSENT", id=number)
    assert words(place) == ["Here"]


def test_a_new_mark_stands_in_place_of_the_one_before(place):
    first = cast_days.marked(place, "ABSENT")
    second = cast_days.marked(place, "HERE", by=cast.founder())
    showing = cast_days.marked(place, "SAW_DEMONSTRATION")
    assert (second.replaces_id, showing.replaces_id) == (first.id, None)
    assert (entry_of(place).is_here, entry_of(place).conflicts) == (True, ())


def two_who_differ(place: Place) -> tuple[Mark, Mark]:
    """Both looked at a page on which nothing had been said."""
    here = cast_days.marked(place, "HERE", by=cast.founder(name="K. Ross"))
    absent = make_mark(
        place=place,
        kind="ABSENT",
        id=uuid4(),
        saw=[],
        by=cast.founder(name="A. Gunn"),
        now=cast_days.at_day(place.booking.session, 12, 1),
    )
    return here, absent


def test_who_had_not_seen_another_s_mark_does_not_overwrite_it(place):
    here, absent = two_who_differ(place)
    entry = entry_of(place)
    assert [one.id for one in entry.heads] == [here.id, absent.id]
    assert (entry.is_here, len(entry.conflicts)) == (True, 1)


def test_a_new_mark_by_one_who_sees_the_conflict_settles_it(place):
    differ = two_who_differ(place)
    later = cast_days.at_day(place.booking.session, 13)
    lines = Lines()
    mark = cast_days.marked(place, "ABSENT", now=later)
    entry = entry_of(place)
    assert (entry.is_here, entry.conflicts) == (False, ())
    replaced = {one.replaces_id for one in Mark.objects.filter(at=later)}
    assert replaced == {one.id for one in differ}
    assert mark.id in {one.id for one in entry.heads}
    assert len(lines.read()) == 1


def test_one_s_own_mark_is_always_replaced_and_a_seen_one_too(place):
    here, absent = two_who_differ(place)
    now = cast_days.at_day(place.booking.session, 13)
    make_mark(place=place, kind="ABSENT", id=uuid4(), saw=[], by=here.by, now=now)
    assert (entry_of(place).is_here, entry_of(place).conflicts) == (False, ())
    make_mark(place=place, kind="HERE", id=uuid4(), saw=[absent.id], by=here.by, now=now)
    assert (entry_of(place).is_here, entry_of(place).conflicts) == (True, ())


def test_driving_without_consent_is_refused_by_first_name():
    [place] = cast_days.enrolled(cast_days.booking(places=1), consent="UNKNOWN")
    with refused("Stop: there is no consent for Eilidh, who must not drive."):
        cast_days.marked(place, "DROVE")
    Place.objects.filter(pk=place.pk).update(pupil=None)
    with refused("Stop: there is no consent for this pupil, who must not drive."):
        cast_days.marked(Place.objects.get(pk=place.pk), "DROVE")


def test_nothing_is_marked_before_the_day_begins_in_scotland():
    day = cast_days.session_day(date=datetime.date(2027, 6, 1))
    [place] = cast_days.enrolled(cast_days.booking(day, 1))
    midnight = datetime.datetime(2027, 5, 31, 23, 0, tzinfo=datetime.UTC)
    with refused("Attendance can be taken from the day itself on."):
        cast_days.marked(place, "HERE", now=midnight - datetime.timedelta(minutes=1))
    cast_days.marked(place, "HERE", now=midnight)
    assert words(place) == ["Here"]


def test_a_mark_of_no_known_length_is_refused(place):
    with refused("Give the minutes at the wheel, from 1 to 240."):
        cast_days.marked(place, "DROVE", minutes=241)
    with refused("Only a pupil who drove has minutes at the wheel."):
        cast_days.marked(place, "HERE", minutes=5)


def test_a_mark_is_never_changed_or_deleted(place):
    mark = cast_days.marked(place, "HERE")
    mark.kind = "ABSENT"
    with pytest.raises(Refused) as no:
        mark.save()
    assert no.value.sentences == ["A mark is never changed. Make a new one."]
    with pytest.raises(Refused) as no:
        mark.delete()
    assert no.value.sentences == ["A mark is never deleted. Make a new one."]
    assert words(place) == ["Here"]


# --- a whole showing ------------------------------------------------------------------------------


def show(places: list[Place], number: UUID | None = None, now: datetime.datetime | None = None):
    session = places[0].booking.session
    return mark_showing(
        session=session,
        places=places,
        id=number or uuid4(),
        by=cast.coordinator(session.programme),
        now=now or cast_days.at_day(session, 13),
    )


def test_mark_showing_marks_who_is_here_and_has_not_seen_it():
    places = cast_days.enrolled(cast_days.booking(places=5))
    here, drove, absent, corrected, _unknown = places
    cast_days.marked(here, "HERE")
    cast_days.marked(drove, "DROVE")
    cast_days.marked(absent, "ABSENT")
    cast_days.marked(corrected, "HERE")
    wrong = cast_days.marked(corrected, "DID_NOT_SEE")
    lines = Lines()
    assert show(places) == 3
    saw = {place.pk: entry.saw_demonstration for place, entry in by_place(places)}
    assert saw == {place.pk: place in (here, drove, corrected) or None for place in places}
    assert entry_of(corrected).conflicts == ()
    assert Mark.objects.get(place=corrected, kind="SAW_DEMONSTRATION").replaces == wrong
    session = here.booking.session
    assert Tally.objects.get(pk=session.pk).saw == 3
    assert lines.read() == line(
        session.programme_id, by=boss(here), verb="marked a showing", target=session, count=3
    )
    assert show(places) == 0  # all have seen it


def by_place(places):
    return [(place, entry_of(place)) for place in places]


def test_the_same_tick_twice_marks_nobody_twice(place):
    cast_days.marked(place, "HERE")
    number = uuid4()
    assert (show([place], number), show([place], number)) == (1, 0)
    assert words(place) == ["Here", "Saw the demonstration"]


def test_the_same_tick_after_a_correction_does_not_undo_it(place):
    cast_days.marked(place, "HERE")
    number = uuid4()
    show([place], number)
    cast_days.marked(place, "DID_NOT_SEE", now=cast_days.at_day(place.booking.session, 14))
    assert show([place], number) == 0
    assert entry_of(place).saw_demonstration is False


def test_no_showing_is_marked_before_the_day(place):
    with refused("Attendance can be taken from the day itself on."):
        show([place], now=cast.NOW)


def test_a_standing_mark_can_be_asked_for_by_aspect(place):
    mark = cast_days.marked(place, "HERE")
    head = entry_of(place).head(PRESENCE)
    assert head is not None
    assert head.id == mark.id
