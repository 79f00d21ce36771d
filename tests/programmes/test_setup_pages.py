"""Pages that set up a programme, show what it lacks, and choose between several."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from programmes import actions
from programmes.choices import PartnerKind, Service
from programmes.models import Membership, Programme
from tests import cast
from tests.programmes.pages import shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]


RULES = {
    "name": "Moray days",
    "area": "Moray",
    "school_year": "2026",
    "min_age": "14",
    "max_age": "17",
    "slot_minutes": "30",
    "target_pupils": "300",
}


def test_founder_sets_up_the_first_programme_and_works_in_it() -> None:
    browser = cast.signed_in(cast.founder())
    assert reverse("schools:import") in shown(browser, "start")
    answer = browser.post(reverse("programmes:start"), RULES, follow=True)
    assert answer.redirect_chain == [("/programme/", 302)]
    page = answer.content.decode()
    assert "Moray days 2026–27 is set up. You are its co-ordinator." in page
    assert "There is no airfield yet." in page


def test_rule_that_is_broken_is_an_error_of_the_form() -> None:
    browser = cast.signed_in(cast.founder())
    answer = browser.post(reverse("programmes:start"), RULES | {"min_age": "9"})
    assert "Choose ages between 12 and 18, the youngest first." in answer.content.decode()
    assert Programme.objects.count() == 0


def test_person_without_role_may_not_set_up() -> None:
    made = cast.programme()
    who = cast.person(made, Role.FUNDER)
    Membership.objects.filter(user=who).delete()
    assert cast.signed_in(who).get(reverse("programmes:start")).status_code == 403


def test_change_the_programme(browser: Client, made: Programme) -> None:
    assert 'value="Highland"' in shown(browser, "edit")
    answer = browser.post(reverse("programmes:edit"), RULES)
    assert answer["Location"] == reverse("programmes:detail")
    assert Programme.objects.get(pk=made.pk).target_pupils == 300


def test_choose_shows_and_takes_only_ones_own_programmes(made: Programme) -> None:
    who = cast.coordinator(made)
    second, foreign = cast.programme(by=who), cast.programme()
    browser = cast.signed_in(who, made)
    page = shown(browser, "choose")
    assert [p.name in page for p in (made, second, foreign)] == [True, True, False]
    address = reverse("programmes:choose")
    answers = [
        browser.post(address, {"programme": number}).status_code
        for number in (str(foreign.pk), "x", "")
    ]
    assert answers == [404, 404, 404]
    assert browser.session["programme"] == made.pk
    browser.post(address, {"programme": str(second.pk)})
    assert browser.session["programme"] == second.pk


def test_choose_without_any_programme_says_whom_to_ask() -> None:
    assert "Ask the co-ordinator of your area" in shown(cast.signed_in(cast.founder()), "choose")


def test_set_up_page_tells_what_is_missing_and_what_ends(browser: Client, made: Programme) -> None:
    by = cast.coordinator(made)
    fire = cast.partner(made, PartnerKind.FIRE, agreement=False)
    cast.coach(made, Service.FIRE, at=fire)
    airfield = cast.airfield(made)
    for first, last, reason in ((-1, 2, "Now on"), (-9, -1, "Long over")):
        actions.add_closure(
            airfield=airfield,
            starts_on=cast.day(first),
            ends_on=cast.day(last),
            reason=reason,
            by=by,
        )
    actions.add_car(
        programme=made,
        name="Corsa",
        gearbox="MANUAL",
        lender=fire,
        insured_until=cast.day(12),
        inspected_until=cast.day(-1),
        by=by,
    )
    page = shown(browser, "detail")
    assert f"{fire.name} has no data-sharing agreement in force" in page
    assert "All fit coaches are from fire." in page
    assert "No car has insurance and inspection in force." in page
    assert "There is no airfield yet." not in page
    assert "Ends in 12 days" in page
    assert ("Now on" in page, "Long over" in page) == (True, False)


def test_set_up_page_says_when_nothing_is_missing(browser: Client, made: Programme) -> None:
    cast.airfield(made)
    cast.car(made)
    for service in Service:
        cast.coach(made, service)
    page = shown(browser, "detail")
    assert "Everything is there for a first day" in page
    assert reverse("sessions:add") in page
