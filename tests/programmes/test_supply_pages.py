"""Pages of partners, airfields, cars and coaches."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent
from programmes.choices import PartnerKind, Service
from programmes.models import Airfield, Car, Closure, Coach, Partner, Programme
from tests import cast
from tests.programmes.pages import date, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]


def test_add_and_change_a_partner(browser: Client) -> None:
    sent = {"name": "Tain Fire", "kind": "FIRE"}
    answer = browser.post(reverse("programmes:partner_add"), sent)
    one = Partner.objects.get(name="Tain Fire")
    assert (answer["Location"], one.agreement_from) == (reverse("programmes:detail"), None)
    dates = date("agreement_from", cast.TODAY) | date("agreement_until", cast.FAR_OFF)
    browser.post(reverse("programmes:partner_edit", args=[one.pk]), sent | dates)
    one.refresh_from_db()
    assert (one.agreement_from, one.agreement_until) == (cast.TODAY, cast.FAR_OFF)


def test_partner_of_one_name_twice_is_an_error_of_the_form(browser: Client) -> None:
    sent = {"name": "Tain Fire", "kind": "FIRE"}
    browser.post(reverse("programmes:partner_add"), sent)
    answer = browser.post(reverse("programmes:partner_add"), sent)
    assert "There is already a partner of this name." in answer.content.decode()


def test_add_change_and_close_an_airfield(browser: Client) -> None:
    browser.post(reverse("programmes:airfield_add"), {"name": "Fearn"})
    one = Airfield.objects.get()
    browser.post(reverse("programmes:airfield_edit", args=[one.pk]), {"name": "Wick"})
    sent = date("starts_on", cast.day(2)) | date("ends_on", cast.day(3)) | {"reason": "Air show"}
    browser.post(reverse("programmes:closure_add", args=[one.pk]), sent)
    page = shown(browser, "detail")
    assert "25 November 2026 to 26 November 2026" in page
    browser.post(reverse("programmes:closure_remove", args=[Closure.objects.get().pk]))
    assert (Airfield.objects.get().name, Closure.objects.count()) == ("Wick", 0)


def test_add_and_change_a_car(browser: Client, made: Programme) -> None:
    foreign = cast.partner(cast.programme())
    sent = {
        "name": "Corsa",
        "gearbox": "MANUAL",
        "lender": str(foreign.pk),
        **date("insured_until", cast.FAR_OFF),
        **date("inspected_until", cast.FAR_OFF),
    }
    answer = browser.post(reverse("programmes:car_add"), sent)
    assert (answer.status_code, Car.objects.count()) == (200, 0)
    sent["lender"] = str(cast.partner(made).pk)
    browser.post(reverse("programmes:car_add"), sent)
    one = Car.objects.get()
    browser.post(reverse("programmes:car_edit", args=[one.pk]), sent)  # the tick is gone
    assert Car.objects.get().is_active is False


def test_add_and_change_a_coach(browser: Client, made: Programme) -> None:
    police, shop = cast.partner(made, PartnerKind.POLICE), cast.partner(made)
    sent = {"partner": str(shop.pk), "given_name": "Kirsty", "family_name": "Ross"}
    answer = browser.post(reverse("programmes:coach_add"), sent)
    assert (answer.status_code, Coach.objects.count()) == (200, 0)
    sent |= {"partner": str(police.pk), "email": "kirsty@example.org"}
    answer = browser.post(reverse("programmes:coach_add"), sent)
    assert answer["Location"] == reverse("programmes:coaches")
    one = Coach.objects.get()
    page = shown(browser, "coach_edit", one.pk)
    assert ("Signs in as kirsty@example.org." in page, 'name="email"' in page) == (True, False)
    sent |= {"is_active": "on", **date("trained_until", cast.FAR_OFF)}
    browser.post(reverse("programmes:coach_edit", args=[one.pk]), sent)
    assert Coach.objects.get().trained_until == cast.FAR_OFF


def test_coaches_are_listed_filtered_and_found(browser: Client, made: Programme) -> None:
    cast.coach(made, Service.POLICE, family_name="Munro")
    cast.coach(made, Service.FIRE, family_name="Grant", trained_until=cast.day(-1))
    cast.coach(cast.programme(), family_name="Foreign")

    def listed(**query: str) -> list[bool]:
        page = shown(browser, "coaches", **query)
        return [name in page for name in ("Munro", "Grant", "Foreign")]

    assert listed() == [True, True, False]
    assert listed(service="FIRE") == [False, True, False]
    assert listed(fit="no") == [False, True, False]
    assert listed(q="mun") == [True, False, False]
    assert listed(q="mun", service="FIRE") == [False, False, False]
    assert listed(service="NAVY", fit="maybe") == [True, True, False]
    assert "No coach matches" in shown(browser, "coaches", q="zz")


def test_list_of_coaches_without_coaches_says_what_to_do(browser: Client) -> None:
    assert "No coaches yet" in shown(browser, "coaches")


def test_coaches_come_fifty_a_page(browser: Client, made: Programme) -> None:
    police = cast.partner(made, PartnerKind.POLICE)
    for n in range(51):
        cast.coach(made, at=police, family_name=f"Munro{n:02}")
    first = browser.get(reverse("programmes:coaches"), {"service": "POLICE"})
    assert ("Munro49" in first.content.decode(), "Munro50" in first.content.decode()) == (
        True,
        False,
    )
    assert first.context["words"] == "Coaches Munro00 to Munro49"
    second = browser.get(first.context["next"])
    assert [row.name for row in second.context["rows"]] == ["Kirsty Munro50"]
    assert second.context["next"] == ""
    back = browser.get(second.context["previous"])
    assert len(back.context["rows"]) == 50


def test_who_reads_coaches_and_people_is_on_record(browser: Client, made: Programme) -> None:
    one = cast.coach(made)
    shown(browser, "coaches")
    shown(browser, "coach_edit", one.pk)
    shown(browser, "people")
    lines = AuditEvent.objects.order_by("-id").values_list("verb", "count", "programme_number")
    assert list(lines[:3]) == [
        ("looked at people", 1, made.pk),
        ("looked at a coach", 1, made.pk),
        ("looked at coaches", 1, made.pk),
    ]
