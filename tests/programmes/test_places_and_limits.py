"""Where airfields lie, where coaches set out from, and how often they come."""

import pytest
from django.test import Client
from django.urls import reverse

from core.problems import Refused
from programmes import actions
from programmes.choices import PartnerKind, Service
from programmes.models import Airfield, Coach, Programme
from tests import cast
from tests.programmes.pages import shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]

WRITE_GRID = "Write the grid reference such as NH 84 77."
WRITE_PHONE = "Write a mobile number such as 07700 900123."


def test_grid_reference_of_an_airfield_is_kept_as_maps_write_it(browser: Client) -> None:
    browser.post(reverse("programmes:airfield_add"), {"name": "Fearn", "grid_reference": "nh8477"})
    one = Airfield.objects.get()
    assert one.grid_reference == "NH 84 77"
    sent = {"name": "Fearn", "grid_reference": "NH 8412 7723"}
    browser.post(reverse("programmes:airfield_edit", args=[one.pk]), sent)
    assert Airfield.objects.get().grid_reference == "NH 8412 7723"


def test_what_is_no_grid_reference_is_an_error_beside_the_field(browser: Client) -> None:
    sent = {"name": "Fearn", "grid_reference": "IV20 1XW"}
    page = browser.post(reverse("programmes:airfield_add"), sent).content.decode()
    assert (WRITE_GRID in page, Airfield.objects.count()) == (True, 0)


def test_actions_refuse_what_is_no_grid_reference(made: Programme) -> None:
    by = cast.coordinator(made)
    with pytest.raises(Refused) as refused:
        actions.add_airfield(programme=made, name="Fearn", grid_reference="here", by=by)
    assert refused.value.sentences == [WRITE_GRID]
    with pytest.raises(Refused) as refused:
        cast.coach(made, grid_reference="NH 847 7")
    assert refused.value.sentences == [WRITE_GRID]
    with pytest.raises(Refused) as refused:
        cast.coach(made, phone="01463 715555")
    assert refused.value.sentences == [WRITE_PHONE]


def test_set_up_hints_at_an_airfield_without_a_place_and_stops_nothing(
    browser: Client, made: Programme
) -> None:
    hint = "Without a grid reference nobody is too far away"
    cast.airfield(made)
    page = shown(browser, "detail")
    gaps = page[page.index('id="gaps"') :].split("</section>")[0]
    assert (hint in page, "grid" in gaps) == (True, False)
    one = Airfield.objects.get()
    browser.post(
        reverse("programmes:airfield_edit", args=[one.pk]),
        {"name": one.name, "grid_reference": "NH 84 77"},
    )
    page = shown(browser, "detail")
    assert (hint in page, "NH 84 77" in page) == (False, True)


def form_of(coach: Coach, **other: str) -> dict[str, str]:
    """The least that the form sends for a coach, and ``other``."""
    return {
        "partner": str(coach.partner_id),
        "given_name": coach.given_name,
        "family_name": coach.family_name,
        "is_active": "on",
        **other,
    }


def test_a_coach_has_a_place_a_number_and_limits(browser: Client, made: Programme) -> None:
    one = cast.coach(made, Service.FIRE)
    sent = form_of(
        one,
        newcomer="on",
        phone="07700 900123",
        grid_reference="NH 66512 45987",
        most_miles="40",
        most_days_a_month="2",
        most_days_a_year="12",
    )
    browser.post(reverse("programmes:coach_edit", args=[one.pk]), sent)
    one.refresh_from_db()
    assert (one.newcomer, one.may_lead, one.may_demonstrate) == (True, False, False)
    assert (one.phone, one.grid_reference) == ("+447700900123", "NH 66 45")  # cut to a kilometre
    assert (one.most_miles, one.most_days_a_month, one.most_days_a_year) == (40, 2, 12)
    page = shown(browser, "coaches")
    assert [tag for tag in ("Newcomer", "Does not lead", "Not in the demonstration")
            if tag not in page] == []  # fmt: skip


def test_what_is_no_number_is_an_error_beside_the_field(browser: Client, made: Programme) -> None:
    one = cast.coach(made, Service.POLICE)
    sent = form_of(one, phone="01463 715555", most_miles="far")
    page = browser.post(reverse("programmes:coach_edit", args=[one.pk]), sent).content.decode()
    assert WRITE_PHONE in page
    assert "Enter a whole number, such as 12." in page
    sent = form_of(one, most_days_a_month="0", most_days_a_year="400")
    page = browser.post(reverse("programmes:coach_edit", args=[one.pk]), sent).content.decode()
    assert [said for said in ("Enter 1 or more.", "Enter 366 or less.") if said not in page] == []


def test_police_are_not_told_apart_by_the_demonstration(browser: Client, made: Programme) -> None:
    one = cast.coach(made, Service.POLICE)
    browser.post(reverse("programmes:coach_edit", args=[one.pk]), form_of(one, may_lead="on"))
    page = shown(browser, "coaches")
    assert ("Not in the demonstration" in page, "Does not lead" in page) == (False, False)


def test_a_new_coach_may_lead_and_demonstrate_unless_said_otherwise(made: Programme) -> None:
    police = cast.partner(made, PartnerKind.POLICE)
    one = actions.add_coach(
        programme=made,
        partner=police,
        given_name="Kirsty",
        family_name="Ross",
        by=cast.coordinator(made),
    )
    assert (one.newcomer, one.may_lead, one.may_demonstrate, one.most_miles) == (
        False,
        True,
        True,
        None,
    )
