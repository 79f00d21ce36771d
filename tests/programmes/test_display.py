"""Words and tags of supply."""

import datetime

import pytest

from accounts.models import AuditEvent
from accounts.roles import Role
from programmes import display
from programmes.choices import PartnerKind
from programmes.display import Tag, Until
from programmes.models import Coach, Membership, Partner
from programmes.rules import Gap
from tests import cast


@pytest.mark.parametrize(
    ("days", "tag"),
    [
        (-1, Tag("stop", "Ended")),
        (0, Tag("warn", "Ends today")),
        (1, Tag("warn", "Ends in 1 day")),
        (30, Tag("warn", "Ends in 30 days")),
        (31, None),
    ],
)
def test_date_that_ends_soon_says_so(days: int, tag: Tag | None) -> None:
    shown = display.until(cast.day(days), cast.TODAY)
    assert shown.tag == tag
    assert display.until(cast.FAR_OFF, cast.TODAY) == Until("31 July 2027", None)


@pytest.mark.parametrize(
    ("kind", "first", "last", "tag"),
    [
        (PartnerKind.FIRE, None, None, Tag("stop", "No agreement")),
        (PartnerKind.EVALUATOR, None, None, Tag("stop", "No agreement")),
        (PartnerKind.BUSINESS, None, None, Tag("grey", "No agreement")),
        (PartnerKind.FIRE, -9, -1, Tag("stop", "Ended")),
        (PartnerKind.FIRE, 2, 90, Tag("warn", "Starts in 2 days")),
        (PartnerKind.FIRE, 0, 30, Tag("warn", "Ends in 30 days")),
        (PartnerKind.FIRE, 0, 31, Tag("ok", "In force")),
    ],
)
def test_agreement_is_in_force_or_the_tag_says_what(
    kind: PartnerKind, first: int | None, last: int | None, tag: Tag
) -> None:
    partner = Partner(
        kind=kind,
        agreement_from=None if first is None else cast.day(first),
        agreement_until=None if last is None else cast.day(last),
    )
    assert display.agreement_tag(partner, cast.TODAY) == tag


@pytest.mark.parametrize(
    ("other", "tags"),
    [
        ({}, [Tag("ok", "Fit")]),
        ({"pvg_review_on": None}, [Tag("ok", "Fit")]),
        ({"is_active": False}, [Tag("grey", "No longer takes part")]),
        ({"pvg_confirmed_on": None}, [Tag("stop", "PVG not confirmed")]),
        ({"pvg_confirmed_on": cast.day(1)}, [Tag("stop", "PVG not confirmed")]),
        ({"pvg_review_on": cast.day(-1)}, [Tag("stop", "PVG review overdue")]),
        ({"pvg_review_on": cast.day(30)}, [Tag("warn", "PVG review due in 30 days")]),
        ({"trained_until": None}, [Tag("stop", "Not trained")]),
        ({"trained_until": cast.day(-1)}, [Tag("stop", "Training ended")]),
        (
            {"trained_until": cast.TODAY, "pvg_review_on": cast.day(1)},
            [Tag("warn", "PVG review due in 1 day"), Tag("warn", "Training ends today")],
        ),
    ],
)
def test_coach_is_fit_or_each_reason_is_a_tag(other: dict, tags: list[Tag]) -> None:
    facts: dict = {
        "pvg_confirmed_on": cast.LONG_AGO,
        "pvg_review_on": cast.FAR_OFF,
        "trained_until": cast.FAR_OFF,
    }
    assert display.coach_tags(Coach(**(facts | other)), cast.TODAY) == tags


def test_gap_leads_to_what_mends_it() -> None:
    found = [display.gap_row(Gap("car", "No car.")), display.gap_row(Gap("agreement", "None.", 7))]
    assert [(row.label, row.href) for row in found] == [
        ("Add a car", "/programme/cars/add/"),
        ("Enter the agreement", "/programme/partners/7/edit/"),
    ]


@pytest.mark.django_db
def test_person_without_agreement_is_warned_about() -> None:
    made = cast.programme()
    nothing = cast.partner(made, PartnerKind.EVALUATOR, agreement=False)
    evaluator = cast.person(made, Role.EVALUATOR, at=nothing)
    held = Membership.objects.get(user=evaluator)
    row = display.person_row(held, cast.TODAY)
    assert (row.tag, row.waiting) == (Tag("stop", "No agreement"), False)
    funder = cast.person(made, Role.FUNDER, at=nothing)
    assert display.person_row(Membership.objects.get(user=funder), cast.TODAY).tag is None


def test_record_says_who_when_and_what_in_london_time() -> None:
    summer = datetime.datetime(2026, 7, 1, 23, 30, tzinfo=datetime.UTC)
    event = AuditEvent(
        at=summer, verb="booked places", target_kind="booking", target_number=7, count=3
    )
    [(day, [line])] = display.by_day([event])
    assert day == "Thursday 2 July 2026"
    assert (line.time, line.who) == ("12:30am", "A pupil, or the server")
    assert (line.what, line.which) == ("Booked places", "booking 7 (3 rows)")
