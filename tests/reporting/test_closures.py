"""An airfield that closes over a planned day: the season and the day say so, first of all."""

import datetime

import pytest
import time_machine

from programmes.actions import add_closure
from tests import cast, cast_days
from tests.sessions.people import organiser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(cast.NOW, tick=False):
        yield


@pytest.fixture
def session():
    made = cast.programme()
    return cast_days.session_day(made, at=cast.airfield(made, "Fearn Airfield"))


def close(session, first: int, last: int) -> None:
    """Close the airfield so many days from the session's own."""
    day = datetime.timedelta(days=1)
    add_closure(
        airfield=session.airfield,
        starts_on=session.date + first * day,
        ends_on=session.date + last * day,
        reason="resurfacing",
        by=cast.coordinator(session.programme),
    )


@pytest.mark.parametrize("address", ["/sessions/", "/sessions/{}/"])
@pytest.mark.parametrize(("first", "last"), [(0, 0), (-1, 3)])
def test_a_day_on_which_the_airfield_closed_since_says_so(session, address, first, last):
    client = organiser(session.programme)
    close(session, first, last)
    page = client.get(address.format(session.pk)).content.decode()
    assert "Airfield closed: resurfacing" in page


@pytest.mark.parametrize("address", ["/sessions/", "/sessions/{}/"])
def test_a_closure_of_other_days_is_nothing_to_this_one(session, address):
    client = organiser(session.programme)
    close(session, 1, 3)
    close(session, -3, -1)
    page = client.get(address.format(session.pk)).content.decode()
    assert "Airfield closed" not in page


def test_what_people_looked_at_is_no_history_of_the_day(session):
    client = organiser(session.programme)
    booking = cast_days.booking(session, 2)
    cast_days.enrolled(booking)
    assert client.get(f"/bookings/{booking.pk}/places/").status_code == 200
    page = client.get(f"/sessions/{session.pk}/").content.decode()
    assert "2 pupils named" in page
    assert "Looked at" not in page
