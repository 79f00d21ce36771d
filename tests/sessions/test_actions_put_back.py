"""Putting a pupil back on a list, past the page."""

import pytest

from core.problems import Refused
from sessions.actions.bookings import release_booking
from sessions.actions.places import restore_place, withdraw_place
from sessions.models import Tally
from tests import cast, cast_days

pytestmark = pytest.mark.django_db


def test_putting_back_counts_the_pupil_again():
    place = cast_days.enrolled(cast_days.booking(places=2))[0]
    by = cast.coordinator(place.booking.session.programme)
    withdraw_place(place=place, by=by, now=cast.NOW)
    assert Tally.objects.get(pk=place.booking.session_id).pupils == 1
    restore_place(place=place, by=by)
    assert Tally.objects.get(pk=place.booking.session_id).pupils == 2


def test_nobody_is_put_back_into_a_booking_given_back():
    place = cast_days.enrolled(cast_days.booking(places=2))[0]
    by = cast.coordinator(place.booking.session.programme)
    withdraw_place(place=place, by=by, now=cast.NOW)
    release_booking(booking=place.booking, by=by, now=cast.NOW)
    with pytest.raises(Refused) as no:
        restore_place(place=place, by=by)
    assert no.value.sentences == ["This booking has been released."]
