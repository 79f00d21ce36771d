"""The page of fair shares: who has had how many days."""

import pytest

from accounts.roles import Role
from programmes.choices import PartnerKind, Service
from sessions.actions.asking import accept_seat
from sessions.actions.crews import seat_coach
from sessions.actions.days import call_off
from sessions.display.shares import shares
from tests import cast, cast_days

pytestmark = pytest.mark.django_db
PATH = "/roster/shares/"


def coached(of, service=Service.POLICE, **kwargs):
    """A coach who is asked for two days and has said yes to the first."""
    seat = cast_days.seated(cast_days.session_day(of), service, **kwargs)
    accept_seat(seat=seat, by=cast.coordinator(of), now=cast.NOW)
    later = cast_days.session_day(of, date=cast.day(30))
    seat_coach(
        session=later,
        coach=seat.coach,
        role="LEAD",
        by=cast.coordinator(of),
        now=cast.NOW,
    )
    return seat.coach


def page(of, query=""):
    return cast.signed_in(cast.coordinator(of), of).get(PATH + query)


def test_a_coach_counts_by_days_done_accepted_and_asked():
    of = cast.programme()
    coached(of)
    found = shares(of.pk, cast.day(20))
    assert [(b.done, b.accepted, b.asked, b.words) for b in found.bars] == [
        (1, 0, 1, "1 done, 1 asked")
    ]
    earlier = shares(of.pk, cast.TODAY)
    assert [b.words for b in earlier.bars] == ["1 accepted, 1 asked"]
    assert [b.accepted_width for b in earlier.bars] == ["50.0%"]
    assert [b.asked_from for b in earlier.bars] == ["50.0%"]


def test_a_day_that_was_called_off_counts_for_nobody():
    of = cast.programme()
    seat = cast_days.seated(cast_days.session_day(of))
    call_off(session=seat.session, reason="Snow", by=cast.coordinator(of), now=cast.NOW)
    found = shares(of.pk, cast.TODAY)
    assert [(b.words, b.done_width) for b in found.bars] == [("no day yet", "0%")]


def test_services_are_compared_by_days_for_each_coach():
    of = cast.programme()
    coached(of)
    cast.coach(of)
    cast.coach(of, Service.FIRE)
    services = shares(of.pk, cast.TODAY).services
    assert [(s.service, s.average, s.spread) for s in services] == [
        ("POLICE", "1.0 days each", "2 coaches, 0 to 2 days"),
        ("FIRE", "0.0 days each", "1 coach, 0 days"),
        ("AMBULANCE", "No coach", ""),
    ]


def test_most_days_come_first_and_fifty_to_a_page(django_assert_num_queries):
    of = cast.programme()
    at = cast.partner(of, PartnerKind.FIRE)
    for _ in range(51):
        cast.coach(of, Service.FIRE, at=at)
    busy = coached(of)
    with django_assert_num_queries(1):
        first = shares(of.pk, cast.TODAY)
    assert first.bars[0].name == str(busy)
    assert (len(first.bars), first.has_more, first.words) == (50, True, "Coaches 1 to 50 of 52")
    second = shares(of.pk, cast.TODAY, page=1)
    assert (len(second.bars), second.has_more, second.words) == (2, False, "Coaches 51 to 52 of 52")


def test_the_page_turns_and_chooses_a_service():
    of = cast.programme()
    at = cast.partner(of, PartnerKind.FIRE)
    for _ in range(51):
        cast.coach(of, Service.FIRE, at=at)
    police = cast.coach(of, family_name="Aird")
    html = page(of, "?service=FIRE").content.decode()
    assert "/roster/shares/?service=FIRE&amp;page=1" in html
    assert str(police) not in html
    assert "Previous page" in page(of, "?service=FIRE&page=1").content.decode()
    assert str(police) in page(of, "?service=NONSENSE").content.decode()


def test_another_programmes_coaches_are_not_there():
    of, other = cast.programme(), cast.programme()
    cast.coach(other, family_name="Elsewhere")
    html = page(of).content.decode()
    assert "Elsewhere" not in html
    assert "No coaches yet" in html


@pytest.mark.parametrize("role", [Role.COACH, Role.SCHOOL, Role.EVALUATOR, Role.FUNDER])
def test_who_does_not_fill_cars_may_not_look(role):
    of = cast.programme()
    at = cast.partner(of, PartnerKind.POLICE) if role == Role.COACH else None
    client = cast.signed_in(cast.person(of, role, at=at), of)
    assert client.get(PATH).status_code == 403
