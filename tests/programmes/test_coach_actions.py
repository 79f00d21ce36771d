"""What each action on a coach changes, and the line it leaves."""

import datetime

import pytest

from accounts.models import AuditEvent
from accounts.roles import Role
from core.problems import Refused
from programmes import actions
from programmes.choices import Answer, PartnerKind, Service
from programmes.models import Availability, Coach, Membership
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


def change(one: Coach, **other: object) -> Coach:
    """Change a coach, all else as it is."""
    facts: dict = {
        name: getattr(one, name)
        for name in (
            "partner given_name family_name station pvg_confirmed_on pvg_confirmed_by "
            "pvg_review_on trained_until is_active"
        ).split()
    }
    return actions.change_coach(coach=one, by=cast.coordinator(one.programme), **(facts | other))


def test_add_coach_takes_the_service_of_his_partner() -> None:
    one = cast.coach(cast.programme(), Service.AMBULANCE)
    by = cast.coordinator(one.programme)
    assert (one.service, one.user, one.fit_problems(cast.TODAY)) == ("AMBULANCE", None, [])
    assert last_line() == ("added a coach", "coach", one.pk, one.programme_id, by.pk)
    assert Membership.objects.filter(role=Role.COACH).count() == 0


def test_coach_from_a_business_is_refused() -> None:
    made = cast.programme()
    lender = cast.partner(made)
    with pytest.raises(Refused) as no:
        cast.coach(made, at=lender)
    assert no.value.sentences == [
        f"{lender.name} is not an emergency service. Choose police, fire or ambulance."
    ]


def test_coach_from_a_partner_of_another_programme_is_refused() -> None:
    foreign = cast.partner(cast.programme(), PartnerKind.FIRE)
    with pytest.raises(Refused) as no:
        cast.coach(cast.programme(), at=foreign)
    assert no.value.sentences == ["Choose a partner of this programme."]


def test_coach_with_account_holds_the_role_for_his_partner() -> None:
    one = cast.coach(cast.programme(), account=True)
    held = Membership.objects.get(user=one.user)
    assert (held.role, held.partner, held.programme) == ("COACH", one.partner, one.programme)
    assert one.user is not None
    assert cast.standing(one.user, one.programme).coach_id == one.pk


def test_change_coach_moves_his_role_to_the_new_partner() -> None:
    one = cast.coach(cast.programme(), account=True)
    fire = cast.partner(one.programme, PartnerKind.FIRE)
    change(one, partner=fire, is_active=False, station="Wick")
    kept = Coach.objects.get()
    assert (kept.service, kept.is_active, kept.station) == ("FIRE", False, "Wick")
    assert Membership.objects.get(user=one.user).partner == fire
    by = cast.coordinator(one.programme)
    assert last_line() == ("changed a coach", "coach", one.pk, one.programme_id, by.pk)


def test_coach_gets_an_account_later_but_only_once() -> None:
    one = cast.coach(cast.programme())
    change(one, email="Kirsty@Example.org")
    kept = Coach.objects.get()
    assert kept.user is not None
    assert kept.user.email == "kirsty@example.org"
    with pytest.raises(Refused) as no:
        change(kept, email="other@example.org")
    assert no.value.sentences == [
        "This coach has an account already. Leave the e-mail address empty."
    ]


def test_one_person_is_not_two_coaches() -> None:
    one = cast.coach(cast.programme(), account=True)
    assert one.user is not None
    with pytest.raises(Refused) as no:
        change(cast.coach(one.programme), email=one.user.email)
    assert no.value.sentences == ["This person is already a coach in this programme."]


def test_evaluator_does_not_become_a_coach() -> None:
    made = cast.programme()
    evaluator = cast.person(made, Role.EVALUATOR)
    with pytest.raises(Refused) as no:
        change(cast.coach(made), email=evaluator.email)
    assert no.value.sentences == [
        "An evaluator may not also hold a role that sees pupils' names in this programme."
    ]
    assert Coach.objects.get().user is None


def test_last_answer_of_a_coach_counts() -> None:
    one = cast.coach(cast.programme())
    cast.free(one, cast.day(3), cast.day(4))
    by = cast.coordinator(one.programme)
    later = cast.NOW + datetime.timedelta(hours=1)
    said = actions.answer_availability(
        coach=one, date=cast.day(3), answer=Answer.NOT_FREE, now=later, by=by
    )
    kept = Availability.objects.order_by("date").values_list("date", "answer", "answered_at")
    assert list(kept) == [
        (cast.day(3), "NOT_FREE", later),
        (cast.day(4), "FREE", cast.NOW),
    ]
    verb, kind, number, _, _ = last_line()
    assert (verb, kind, number) == ("said when a coach can come", "availability", said.pk)


def test_answer_that_is_none_is_refused() -> None:
    one = cast.coach(cast.programme())
    with pytest.raises(Refused):
        actions.answer_availability(
            coach=one,
            date=cast.day(3),
            answer="MAYBE",
            now=cast.NOW,
            by=cast.coordinator(one.programme),
        )
    assert Availability.objects.count() == 0
