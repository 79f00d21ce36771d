"""What each action on a programme and its supply changes, and the line it leaves."""

import pytest

from accounts.models import AuditEvent
from core.problems import Refused
from programmes import actions
from programmes.choices import Gearbox, PartnerKind
from programmes.models import Airfield, Car, Closure, Membership, Partner
from tests import cast

pytestmark = pytest.mark.django_db


def last_line() -> tuple[str, str, int | None, int | None, int | None]:
    """The newest audit line: verb, kind and number of its target, programme, person."""
    event = AuditEvent.objects.order_by("-id")[0]
    return (
        event.verb,
        event.target_kind,
        event.target_number,
        event.programme_number,
        event.by_id,
    )


RULES: dict = {
    "name": "Moray days",
    "area": "Moray",
    "school_year": 2027,
    "min_age": 15,
    "max_age": 16,
    "slot_minutes": 20,
    "target_pupils": 300,
}


def test_set_up_programme_makes_its_creator_coordinator() -> None:
    by = cast.founder()
    made = actions.set_up_programme(**RULES, by=by)
    held = Membership.objects.get(programme=made)
    assert (held.user, held.role, held.partner, made.invented) == (by, "COORDINATOR", None, False)
    assert str(made) == "Moray days 2027–28"
    assert last_line() == ("set up a programme", "programme", made.pk, made.pk, by.pk)
    assert AuditEvent.objects.visible_to(made.pk).count() == 1


def test_set_up_programme_twice_is_refused_and_leaves_nothing() -> None:
    by = cast.founder()
    actions.set_up_programme(**RULES, by=by)
    with pytest.raises(Refused) as no:
        actions.set_up_programme(**RULES, by=by)
    assert no.value.sentences == ["This school year already has a programme of this name."]
    assert (Membership.objects.count(), AuditEvent.objects.filter(by=by).count()) == (1, 1)


def test_programme_with_ages_the_wrong_way_round_is_refused() -> None:
    with pytest.raises(Refused) as no:
        actions.set_up_programme(**(RULES | {"min_age": 17, "max_age": 14}), by=cast.founder())
    assert no.value.sentences == ["Choose ages between 12 and 18, the youngest first."]


def test_change_programme() -> None:
    made = cast.programme()
    by = cast.coordinator(made)
    actions.change_programme(programme=made, **RULES, by=by)
    made.refresh_from_db()
    assert {name: getattr(made, name) for name in RULES} == RULES
    assert last_line() == ("changed the rules", "programme", made.pk, made.pk, by.pk)


# --- partners -----------------------------------------------------------------------------------


def test_add_and_change_partner() -> None:
    made = cast.programme()
    by = cast.coordinator(made)
    one = actions.add_partner(programme=made, name="Tain Fire", kind=PartnerKind.FIRE, by=by)
    assert last_line() == ("added a partner", "partner", one.pk, made.pk, by.pk)
    assert one.agreement_in_force(cast.TODAY) is False
    actions.change_partner(
        partner=one,
        name="Tain Police",
        kind=PartnerKind.POLICE,
        agreement_from=cast.TODAY,
        agreement_until=cast.TODAY,
        by=by,
    )
    one = Partner.objects.get(pk=one.pk)
    assert (one.name, one.kind) == ("Tain Police", "POLICE")
    in_force = [one.agreement_in_force(cast.day(n)) for n in (-1, 0, 1)]
    assert in_force == [False, True, False]
    assert last_line() == ("changed a partner", "partner", one.pk, made.pk, by.pk)


def test_partner_of_one_name_twice_is_refused() -> None:
    one = cast.partner(cast.programme())
    with pytest.raises(Refused) as no:
        actions.add_partner(
            programme=one.programme,
            name=one.name,
            kind=one.kind,
            by=cast.coordinator(one.programme),
        )
    assert no.value.sentences == ["There is already a partner of this name."]


def test_agreement_with_one_date_is_refused() -> None:
    made = cast.programme()
    with pytest.raises(Refused) as no:
        actions.add_partner(
            programme=made,
            name="Tain Fire",
            kind=PartnerKind.FIRE,
            agreement_from=cast.TODAY,
            by=cast.coordinator(made),
        )
    assert no.value.sentences == ["Give both dates of the agreement, the first day first."]


def test_kind_of_partner_with_coaches_is_not_changed() -> None:
    one = cast.coach(cast.programme())
    with pytest.raises(Refused) as no:
        actions.change_partner(
            partner=one.partner,
            name="Tain",
            kind=PartnerKind.FIRE,
            by=cast.coordinator(one.programme),
        )
    assert no.value.sentences == [
        f"{one.partner.name} has coaches, so its kind stays. Add a new partner for another kind."
    ]
    assert Partner.objects.get(pk=one.partner_id).kind == "POLICE"


# --- airfields and cars -------------------------------------------------------------------------


def test_add_and_change_airfield() -> None:
    made = cast.programme()
    by, owner = cast.coordinator(made), cast.partner(made)
    one = actions.add_airfield(
        programme=made, name="Fearn", postcode="iv20 1xw", owner=owner, by=by
    )
    assert (one.postcode, one.owner) == ("IV20 1XW", owner)
    assert last_line() == ("added an airfield", "airfield", one.pk, made.pk, by.pk)
    actions.change_airfield(airfield=one, name="Wick", by=by)
    kept = Airfield.objects.get()
    assert (kept.name, kept.postcode, kept.owner) == ("Wick", "", None)
    assert last_line() == ("changed an airfield", "airfield", one.pk, made.pk, by.pk)


def test_partner_of_another_programme_lends_nothing() -> None:
    made, foreign = cast.programme(), cast.partner(cast.programme())
    by = cast.coordinator(made)
    with pytest.raises(Refused) as no:
        actions.add_airfield(programme=made, name="Fearn", owner=foreign, by=by)
    assert no.value.sentences == ["Choose a partner of this programme."]
    with pytest.raises(Refused) as no:
        cast.car(made, lender=foreign)
    assert no.value.sentences == ["Choose a partner of this programme."]


def test_add_and_remove_closure() -> None:
    one = cast.airfield(cast.programme())
    by = cast.coordinator(one.programme)
    closure = actions.add_closure(
        airfield=one, starts_on=cast.TODAY, ends_on=cast.TODAY, reason="Air show", by=by
    )
    number = closure.pk
    assert last_line() == ("closed an airfield", "closure", number, one.programme_id, by.pk)
    actions.remove_closure(closure=closure, by=by)
    assert Closure.objects.count() == 0
    assert last_line() == ("removed a closure", "closure", number, one.programme_id, by.pk)


def test_closure_that_ends_before_it_starts_is_refused() -> None:
    one = cast.airfield(cast.programme())
    with pytest.raises(Refused) as no:
        actions.add_closure(
            airfield=one,
            starts_on=cast.day(1),
            ends_on=cast.TODAY,
            reason="Air show",
            by=cast.coordinator(one.programme),
        )
    assert no.value.sentences == ["Put the first day before the last."]


def test_add_and_change_car() -> None:
    one = cast.car(cast.programme())
    by = cast.coordinator(one.programme)
    assert last_line() == ("added a car", "car", one.pk, one.programme_id, by.pk)
    actions.change_car(
        car=one,
        name="Leaf",
        gearbox=Gearbox.AUTOMATIC,
        lender=one.lender,
        insured_until=cast.day(5),
        inspected_until=cast.day(6),
        is_active=False,
        by=by,
    )
    kept = Car.objects.get()
    assert (kept.name, kept.gearbox, kept.is_active) == ("Leaf", "AUTOMATIC", False)
    assert (kept.insured_until, kept.inspected_until) == (cast.day(5), cast.day(6))
    assert kept.road_problems(cast.TODAY) == ["Leaf is no longer in use."]
    assert last_line() == ("changed a car", "car", one.pk, one.programme_id, by.pk)
