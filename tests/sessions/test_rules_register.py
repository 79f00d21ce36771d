"""Tests of the register: the same for any order and any repetition of the marks."""

import datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.rules.register import (
    ASPECTS,
    DRIVING,
    PRESENCE,
    Entry,
    Statement,
    heads,
    mark_problems,
    register_entry,
)

NINE = datetime.datetime(2026, 12, 7, 9, 0, tzinfo=datetime.UTC)


def mark(number, kind, *, minutes=None, after=0, by="K. Ross", replaces=None):
    """A statement with a short number for an id, so many minutes after nine."""
    return Statement(
        id=UUID(int=number),
        kind=kind,
        minutes=minutes,
        at=NINE + datetime.timedelta(minutes=after),
        by=by,
        replaces=None if replaces is None else UUID(int=replaces),
    )


def test_nobody_has_said_anything():
    assert register_entry([]) == Entry(None, None, False, None, (), ())
    assert register_entry([]).drove is False
    assert register_entry([]).head(PRESENCE) is None


@pytest.mark.parametrize(
    ("kind", "is_here", "minutes", "did_not_drive", "saw"),
    [
        ("HERE", True, None, False, None),
        ("ABSENT", False, None, False, None),
        ("DROVE", True, 30, False, None),
        ("DID_NOT_DRIVE", None, None, True, None),
        ("SAW_DEMONSTRATION", None, None, False, True),
        ("DID_NOT_SEE", None, None, False, False),
    ],
)
def test_one_mark_says_what_it_says(kind, is_here, minutes, did_not_drive, saw):
    one = mark(1, kind, minutes=30 if kind == "DROVE" else None)
    assert register_entry([one]) == Entry(is_here, minutes, did_not_drive, saw, (), (one,))
    assert register_entry([one]).drove is (kind == "DROVE")


def test_a_mark_that_replaces_another_stands_alone():
    absent, here = mark(1, "ABSENT"), mark(2, "HERE", replaces=1)
    entry = register_entry([here, absent])
    assert (entry.is_here, entry.conflicts, entry.heads) == (True, (), (here,))


def test_a_corrected_mark_counts_even_when_its_clock_is_behind():
    here, absent = mark(1, "HERE"), mark(2, "ABSENT", after=-26 * 60, replaces=1)
    assert register_entry([here, absent]).is_here is False


def test_two_people_who_differ_are_a_conflict_and_here_counts_for_now():
    here = mark(1, "HERE", by="K. Ross")
    absent = mark(2, "ABSENT", after=10, by="A. Gunn")
    entry = register_entry([absent, here])
    assert entry.is_here is True
    assert entry.conflicts == (
        "People say different things (K. Ross: here; A. Gunn: absent). "
        "Mark it once more to settle it.",
    )
    assert entry.heads == (here, absent)
    assert entry.head(PRESENCE) == here


def test_two_people_who_agree_are_no_conflict():
    entry = register_entry([mark(1, "HERE"), mark(2, "HERE", by="A. Gunn")])
    assert (entry.is_here, entry.conflicts) == (True, ())


def test_a_pupil_said_to_have_driven_is_here_whatever_was_said_before():
    entry = register_entry([mark(1, "ABSENT"), mark(2, "DROVE", minutes=20)])
    assert (entry.is_here, entry.minutes, entry.conflicts) == (True, 20, ())


def test_drove_outranks_did_not_drive_and_saw_outranks_did_not_see():
    marks = [
        mark(1, "DID_NOT_DRIVE", after=5, by="A"),
        mark(2, "DROVE", minutes=30, by="B"),
        mark(3, "DID_NOT_SEE", after=5, by="A"),
        mark(4, "SAW_DEMONSTRATION", by="B"),
    ]
    entry = register_entry(marks)
    assert (entry.minutes, entry.did_not_drive, entry.saw_demonstration) == (30, False, True)
    assert entry.conflicts == (
        "People say different things (B: drove 30 minutes; A: did not drive). "
        "Mark it once more to settle it.",
        "People say different things (B: saw the demonstration; A: did not see the demonstration). "
        "Mark it once more to settle it.",
    )


def test_of_two_lengths_at_the_wheel_the_longer_counts_for_now():
    longer = mark(1, "DROVE", minutes=30, by="A")
    later = mark(2, "DROVE", minutes=20, after=5, by="B")
    entry = register_entry([later, longer])
    assert entry.minutes == 30
    assert entry.head(DRIVING) == longer
    assert entry.conflicts == (
        "People say different things (A: drove 30 minutes; B: drove 20 minutes). "
        "Mark it once more to settle it.",
    )


def test_a_conflict_is_settled_when_each_side_is_replaced():
    marks = [
        mark(1, "HERE", by="A"),
        mark(2, "ABSENT", by="B"),
        mark(3, "ABSENT", after=9, replaces=1),
        mark(4, "ABSENT", after=9, replaces=2),
    ]
    entry = register_entry(marks)
    assert (entry.is_here, entry.conflicts) == (False, ())


# --- for any history ------------------------------------------------------------------------------

KINDS = [kind for aspect in ASPECTS for kind in aspect]


@st.composite
def histories(draw):
    """Marks of one pupil by three people with clocks up to 26 hours apart."""
    marks: list[Statement] = []
    for number in range(1, draw(st.integers(0, 9)) + 1):
        kind = draw(st.sampled_from(KINDS))
        aspect = next(aspect for aspect in ASPECTS if kind in aspect)
        seen = [int(m.id) for m in marks if m.kind in aspect]
        marks.append(
            mark(
                number,
                kind,
                minutes=draw(st.sampled_from([10, 20, 30])) if kind == "DROVE" else None,
                after=draw(st.sampled_from([-26 * 60, 0, 0, 1, 26 * 60])),
                by=draw(st.sampled_from(["Ross", "Gunn", "Bain"])),
                replaces=draw(st.sampled_from([None, *seen])),
            )
        )
    return marks


@given(histories(), st.data())
def test_any_order_and_any_repetition_give_the_same_entry(marks, data):
    again = data.draw(st.lists(st.sampled_from(marks), max_size=9)) if marks else []
    shuffled = data.draw(st.permutations(marks + again))
    assert register_entry(shuffled) == register_entry(marks)


@given(histories())
def test_no_statement_is_lost_without_another_in_its_place(marks):
    standing = {one.id for one in register_entry(marks).heads}
    replaced = {one.replaces for one in marks}
    assert standing == {one.id for one in marks} - replaced


@given(histories())
def test_there_is_a_conflict_exactly_where_standing_statements_differ(marks):
    differ = [
        aspect
        for aspect in ASPECTS
        if len({(m.kind, m.minutes) for m in heads(marks) if m.kind in aspect}) > 1
    ]
    assert len(register_entry(marks).conflicts) == len(differ)


@given(histories())
def test_replacing_all_that_stands_settles_every_conflict(marks):
    settled = list(marks)
    for number, aspect in enumerate(ASPECTS):
        for place, head in enumerate(m for m in heads(marks) if m.kind in aspect):
            minutes = 15 if aspect == DRIVING else None
            settled.append(
                mark(100 * (number + 1) + place, aspect[0], minutes=minutes, replaces=int(head.id))
            )
    assert register_entry(settled).conflicts == ()


# --- what may be marked ---------------------------------------------------------------------------


def said(kind, *, minutes=None, consent="YES", early=False):
    return list(
        mark_problems(
            kind=kind, minutes=minutes, consent=consent, pupil="Isla", is_before_the_day=early
        )
    )


@pytest.mark.parametrize("consent", ["YES", "NO", "UNKNOWN"])
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "DROVE"])
def test_all_but_driving_can_be_marked_whatever_the_consent(kind, consent):
    assert said(kind, consent=consent) == []


@pytest.mark.parametrize("minutes", [1, 30, 240])
def test_driving_can_be_marked_with_consent_and_minutes(minutes):
    assert said("DROVE", minutes=minutes) == []


@pytest.mark.parametrize("consent", ["NO", "UNKNOWN"])
def test_driving_without_consent_is_a_stop(consent):
    assert said("DROVE", minutes=30, consent=consent) == [
        "Stop: there is no consent for Isla, who must not drive."
    ]


@pytest.mark.parametrize("minutes", [None, -1, 0, 241])
def test_driving_wants_the_minutes(minutes):
    assert said("DROVE", minutes=minutes) == ["Give the minutes at the wheel, from 1 to 240."]


def test_only_who_drove_has_minutes():
    assert said("HERE", minutes=30) == ["Only a pupil who drove has minutes at the wheel."]


def test_nothing_is_marked_before_the_day():
    assert said("DROVE", consent="NO", early=True) == [
        "Attendance can be taken from the day itself on.",
        "Stop: there is no consent for Isla, who must not drive.",
        "Give the minutes at the wheel, from 1 to 240.",
    ]
