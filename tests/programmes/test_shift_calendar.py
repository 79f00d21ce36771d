"""Shift calendars: which dates an event takes, what repeats, and files that are none."""

import datetime
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.problems import Refused
from programmes.readers.shift_calendar import Shifts, read_shift_calendar
from tests.programmes.calendars import HEAD, TAIL, all_day, day, ics, night

FIRST, LAST = datetime.date(2026, 11, 23), datetime.date(2027, 7, 31)


def read(*events: str, **more) -> Shifts:
    return read_shift_calendar(ics(*events), first=FIRST, last=LAST, **more)


def said(*events: str, **more) -> dict[str, str]:
    """Dates like 12-01 with yes or no."""
    words = {"FREE": "yes", "NOT_FREE": "no"}
    found = read(*events, **more).answers
    return {f"{date:%m-%d}": words[answer] for date, answer in found.items()}


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as no:
        read_shift_calendar(content, first=FIRST, last=LAST)
    return str(no.value)


# --- which dates an event takes -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts", "ends", "takes"),
    [
        ("T070000", "T170000", True),
        ("T060000", "T070000", False),
        ("T060000", "T070100", True),
        ("T165900", "T220000", True),
        ("T170000", "T235900", False),
        ("T120000", "T123000", True),
        ("T120000", "T120000", True),
        ("T180000", "T180000", False),
        ("T070000", "T070000", True),
    ],
)
def test_an_event_takes_its_date_if_it_lies_within_working_hours(starts, ends, takes):
    event = f"DTSTART:20261201{starts}\nDTEND:20261201{ends}"
    assert said(event, all_day("20261203")) == ({"12-01": "no"} if takes else {}) | {"12-03": "no"}


def test_hours_are_londons_whatever_zone_the_calendar_keeps():
    early = "DTSTART:20270601T053000Z\nDTEND:20270601T055900Z"  # 6:30 to 6:59 in summer
    later = "DTSTART:20270602T060000Z\nDTEND:20270602T063000Z"  # 7:00
    tokyo = "DTSTART;TZID=Asia/Tokyo:20261201T170000\nDTEND;TZID=Asia/Tokyo:20261201T180000"
    assert said(early, later, tokyo) == {"12-01": "no", "06-02": "no"}


def test_events_of_whole_days_take_each_of_them():
    assert said(all_day("20261201", "DTEND;VALUE=DATE:20261204")) == {
        "12-01": "no",
        "12-02": "no",
        "12-03": "no",
    }


def test_an_event_over_days_takes_each_of_them():
    event = "DTSTART:20261201T120000\nDTEND:20261203T080000"
    assert said(event) == {"12-01": "no", "12-02": "no", "12-03": "no"}


def test_an_event_until_midnight_is_of_one_date():
    assert said("DTSTART:20261201T140000\nDTEND:20261202T000000") == {"12-01": "no"}


@pytest.mark.parametrize(
    "mark", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"]
)
def test_what_is_cancelled_or_marked_as_free_time_says_nothing(mark):
    assert said(day("20261201", mark), day("20261202", "STATUS:CONFIRMED")) == {"12-02": "no"}


@pytest.mark.parametrize(
    "name", ["Rest day", "REST", "Off", "Day off", "Off duty", "RD", "RDO", "Weekly rest day"]
)
def test_a_rest_day_is_a_yes(name):
    assert said(all_day("20261201", f"SUMMARY:{name}")) == {"12-01": "yes"}


@pytest.mark.parametrize(
    "name", ["Annual leave", "Leave", "Rest day working", "Off-site training", "Sick", "A/L", ""]
)
def test_leave_and_work_are_no_rest_days(name):
    assert said(all_day("20261201", f"SUMMARY:{name}")) == {"12-01": "no"}


def test_work_on_a_rest_day_takes_it():
    rest = all_day("20261201", "SUMMARY:Rest day")
    assert said(rest, day("20261201", "SUMMARY:Overtime")) == {"12-01": "no"}


# --- nights -------------------------------------------------------------------------------------


def test_after_a_night_shift_nobody_comes():
    assert said(night("20261201", "20261202")) == {"12-01": "no", "12-02": "no"}


def test_without_rest_the_day_after_is_taken_only_by_its_hours():
    late, early = night("20261201", "20261202"), "DTSTART:20261205T220000\nDTEND:20261206T060000"
    found = said(late, early, rests_after_night=False)
    assert found == {"12-01": "no", "12-02": "no", "12-05": "no"}


def test_a_night_that_is_written_as_a_whole_day_wants_its_rest_too():
    nights = all_day("20261201", "DTEND;VALUE=DATE:20261203", "SUMMARY:Nights (W3)")
    assert said(nights) == {"12-01": "no", "12-02": "no", "12-03": "no"}
    assert said(nights, rests_after_night=False) == {"12-01": "no", "12-02": "no"}


def test_the_rest_after_a_night_stands_above_a_rest_day():
    rest = all_day("20261202", "DTEND;VALUE=DATE:20261204", "SUMMARY:Rest day")
    assert said(night("20261201", "20261202"), rest) == {
        "12-01": "no",
        "12-02": "no",
        "12-03": "yes",
    }


def test_the_night_before_the_first_date_wants_its_rest():
    assert said(night("20261122", "20261123"), day("20261130")) == {"11-23": "no", "11-30": "no"}


# --- the days between ---------------------------------------------------------------------------


def test_days_without_an_event_stay_unsaid():
    assert said(day("20261201"), day("20261204")) == {"12-01": "no", "12-04": "no"}


def test_days_without_an_event_are_a_yes_where_that_is_wanted():
    found = read(day("20261110"), day("20261201"), day("20261204"), others_free=True)
    assert list(found.answers.values()) == ["NOT_FREE", "FREE", "FREE", "NOT_FREE"]
    assert (found.first, found.last) == (datetime.date(2026, 12, 1), datetime.date(2026, 12, 4))


def test_only_the_dates_that_were_asked_for_are_answered():
    found = said(day("20261122"), day("20261123"), day("20270731"), day("20270801"))
    assert found == {"11-23": "no", "07-31": "no"}


# --- what repeats -------------------------------------------------------------------------------


def test_a_shift_that_repeats_takes_each_of_its_dates_but_those_taken_out():
    every = day("20261124", "RRULE:FREQ=DAILY;INTERVAL=8;COUNT=4", "EXDATE:20261202T080000Z")
    assert said(every) == {"11-24": "no", "12-10": "no", "12-18": "no"}


def test_a_shift_that_was_moved_leaves_its_date():
    every = day("20261124", "RRULE:FREQ=WEEKLY;COUNT=2")
    moved = day("20261203", "RECURRENCE-ID;TZID=Europe/London:20261201T080000")
    content = ics(every, moved).replace(b"1@rota", b"0@rota")
    found = read_shift_calendar(content, first=FIRST, last=LAST).answers
    assert sorted(found) == [datetime.date(2026, 11, 24), datetime.date(2026, 12, 3)]


def test_a_rule_without_an_end_ends_with_the_school_year():
    found = read(day("20200106", "RRULE:FREQ=WEEKLY;BYDAY=MO"))
    assert (found.first, found.last) == (FIRST, datetime.date(2027, 7, 26))
    assert len(found.answers) == found.events == 36


def test_shifts_keep_their_hours_when_the_clocks_change():
    every = (
        "DTSTART;TZID=Europe/London:20270301T060000\nDTEND;TZID=Europe/London:20270301T065900\n"
        "RRULE:FREQ=DAILY"
    )
    assert said(every, day("20270105")) == {"01-05": "no"}


# --- files that are none ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content", [b"", b"\r\n\r\n", b"hello", b"<html>Sign in</html>", b"\x00\xff\xfe", b"PK\x03\x04"]
)
def test_what_is_no_calendar_is_refused(content):
    assert refusal(content).startswith("This is not a calendar.")


def test_a_calendar_cut_short_is_refused():
    assert refusal(ics(day("20261201"))[:-30]).startswith("The calendar ends too early.")


def test_a_calendar_without_events_is_refused():
    assert refusal((HEAD + TAIL).encode()).startswith("The calendar has no events.")


def test_a_calendar_whose_events_are_past_or_say_nothing_is_refused():
    said = "The calendar has no events from today to the end of the school year."
    assert refusal(ics(day("20261101"))) == said
    assert refusal(ics(day("20261201", "STATUS:CANCELLED"))) == said


def test_a_large_calendar_is_refused():
    assert "larger than 1 MB" in refusal(b"x" * 1_000_001)


def test_a_calendar_with_many_events_is_refused():
    assert "5,001 events" in refusal(ics(*["SUMMARY:a"] * 5_001))


@pytest.mark.parametrize("lines", ["DTSTART:2026", "SUMMARY:none", "DTSTART:20261201\nDTEND:x"])
def test_an_event_without_dates_is_named_by_its_line(lines):
    content = ics(day("20261201"), lines)
    line = content.decode().split("\r\n").index("BEGIN:VEVENT", 5) + 1
    said = refusal(content)
    assert said == f"The dates of the event on line {line} cannot be read. Mend it there."


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY",
        "FREQ=HOURLY;COUNT=3",
        "FREQ=OFTEN",
        "COUNT=3",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;BYMINUTE=1,2,3",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;BYYEARDAY=400",
    ],
)
def test_rules_that_would_take_for_ever_are_refused_by_their_line(rule):
    line = 9  # after the head, the event's first three lines, its start and its end
    said = refusal(ics(day("20261201", f"RRULE:{rule}")))
    assert said == f"Line {line} repeats in a way that shifts do not. Take this event out."


def test_a_rule_is_found_in_a_line_that_is_folded_and_in_a_zone():
    folded = ics(day("20261201", "RRULE:FREQ=SEC\n ONDLY"))
    assert "repeats in a way" in refusal(folded)
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Odd\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
        "TZOFFSETFROM:+0000\nTZOFFSETTO:+0000\nRRULE:FREQ=SECONDLY\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    assert "repeats in a way" in refusal(ics(day("20261201"), zone=zone))


def test_many_rules_from_long_ago_are_refused():
    old = day("16010101", "RRULE:FREQ=DAILY")
    assert "repeat since long ago" in refusal(ics(*[old] * 5))


def test_a_flood_of_occurrences_is_refused():
    many = [
        f"DTSTART:20261123T{n // 60 % 24:02d}{n % 60:02d}00\nDURATION:PT1M\nRRULE:FREQ=DAILY"
        for n in range(400)
    ]
    assert refusal(ics(*many)) == "The calendar has too many events. Export only your shifts."


def test_an_event_that_repeats_and_lasts_for_months_is_refused():
    long = all_day("20260101", "DTEND;VALUE=DATE:20271231", "RRULE:FREQ=DAILY")
    assert "longer than two months" in refusal(ics(long))


def test_other_line_ends_and_letters_are_read():
    content = ics(day("20261201", "SUMMARY:Équipe")).replace(b"\r\n", b"\n")
    for written in (content, b"\xef\xbb\xbf" + content, content.decode().encode("cp1252")):
        found = read_shift_calendar(written, first=FIRST, last=LAST)
        assert list(found.answers.values()) == ["NOT_FREE"]


def test_a_calendar_for_other_years_than_ours_is_refused():
    content = ics(day("20261201")).replace(b"VERSION:2.0", b"VERSION:2.0\r\nCALSCALE:HEBREW")
    assert refusal(content).startswith("This is not a calendar.")


PIECES = [
    "DTSTART:19000101", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VCALENDAR", "END:VCALENDAR",
    "DTSTART:20261201T090000",
    "DTSTART;VALUE=DATE:20261201", "DTSTART;TZID=Nowhere:20261201T090000", "DTEND:20261130",
    "DURATION:-P1D", "DURATION:P9999W", "RRULE:FREQ=DAILY", "RRULE:FREQ=DAILY;UNTIL=2027",
    "RRULE:FREQ=MONTHLY;BYDAY=9MO", "RDATE:20261205T090000", "EXDATE:20261201", "UID:1",
    "RECURRENCE-ID:20261201T090000", "SEQUENCE:x", "SUMMARY:Rest day", "STATUS:CANCELLED", ":", "",
    "DTSTART:99991231T235959", "DTSTART:00010101", "RRULE:FREQ=WEEKLY;BYDAY=XX", "EXDATE:",
    "RDATE;VALUE=PERIOD:20261205T090000Z/PT8H", "X-WR-TIMEZONE:Mars/Base", "DTEND:99991231",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=14))
def test_whatever_a_file_holds_it_is_read_or_refused(pieces):
    text = "\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *pieces, "END:VEVENT", "END:VCALENDAR"])
    try:
        found = read_shift_calendar(text.encode(), first=FIRST, last=LAST).answers
    except Refused:
        found = {}
    assert all(FIRST <= date <= LAST for date in found)


def test_a_year_of_shifts_is_read_in_good_time():
    every = [day(f"2027{n % 7 + 1:02d}{n // 7 % 28 + 1:02d}") for n in range(700)]
    began = time.perf_counter()
    read(*every)
    assert time.perf_counter() - began < 5
