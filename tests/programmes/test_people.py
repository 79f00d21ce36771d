"""Roles: given with a letter, refused where they must not meet, and taken away."""

import pytest
from django.core import mail
from django.test import Client

from accounts.models import AuditEvent, User
from accounts.roles import P, Role
from core.problems import Refused
from programmes import actions
from programmes.choices import PartnerKind
from programmes.models import Membership, Programme
from tests import cast

pytestmark = pytest.mark.django_db


def grant(
    of: Programme, role: Role, email: str = "isla@example.org", **other: object
) -> Membership:
    facts: dict = {"name": "Isla Skinner", "partner": None, "by": cast.coordinator(of)}
    return actions.grant_role(programme=of, email=email, role=role, **(facts | other))


def test_grant_role_opens_an_account_and_writes_to_its_owner(
    django_capture_on_commit_callbacks,
) -> None:
    made = cast.programme()
    with django_capture_on_commit_callbacks(execute=True):
        held = grant(made, Role.FUNDER, email=" Isla@Example.org ")
    assert (held.user.email, held.user.name) == ("isla@example.org", "Isla Skinner")
    assert held.user.has_usable_password() is False
    assert [letter.to for letter in mail.outbox] == [["isla@example.org"]]
    assert "http://127.0.0.1:8000/accounts/password/reset/key/" in mail.outbox[0].body
    assert f"{made}: Funder." in mail.outbox[0].body
    assert "Skinner" not in mail.outbox[0].body
    event = AuditEvent.objects.order_by("-id")[0]
    assert (event.verb, event.target_number, event.count) == ("gave a role", held.pk, 1)


def test_letter_waits_until_the_role_is_stored(django_capture_on_commit_callbacks) -> None:
    made = cast.programme()
    with django_capture_on_commit_callbacks() as waiting:
        grant(made, Role.FUNDER)
    assert (len(waiting), mail.outbox) == (1, [])


def test_link_in_the_letter_sets_a_password(django_capture_on_commit_callbacks) -> None:
    made = cast.programme()
    with django_capture_on_commit_callbacks(execute=True):
        held = grant(made, Role.FUNDER)
    link = next(word for word in mail.outbox[0].body.split() if "/reset/key/" in word)
    browser = Client()
    form = browser.get(link.removeprefix("http://127.0.0.1:8000"))
    browser.post(form["Location"], {"password1": cast.PASSWORD, "password2": cast.PASSWORD})
    assert User.objects.get(pk=held.user_id).check_password(cast.PASSWORD) is True


def test_person_with_a_password_gets_no_link(django_capture_on_commit_callbacks) -> None:
    made, known = cast.programme(), cast.founder(email="isla@example.org", name="Isla S.")
    with django_capture_on_commit_callbacks(execute=True):
        held = grant(made, Role.FUNDER)
    assert (held.user, held.user.name) == (known, "Isla S.")
    assert "/reset/key/" not in mail.outbox[0].body


def test_refused_role_leaves_no_account_and_no_letter(django_capture_on_commit_callbacks) -> None:
    made = cast.programme()
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(Refused) as no:
        grant(made, Role.EVALUATOR)
    assert no.value.sentences == ["Choose the partner whose agreement covers this evaluator."]
    assert User.objects.filter(email="isla@example.org").count() == 0
    assert mail.outbox == []


def test_evaluator_gets_no_role_that_sees_names() -> None:
    made = cast.programme()
    evaluator = cast.person(made, Role.EVALUATOR)
    with pytest.raises(Refused) as no:
        grant(made, Role.SCHOOL, email=evaluator.email)
    assert no.value.sentences == [
        "An evaluator may not also hold a role that sees pupils' names in this programme."
    ]
    elsewhere = grant(cast.programme(), Role.COORDINATOR, email=evaluator.email)
    assert elsewhere.user == evaluator


def test_role_is_not_given_twice() -> None:
    made = cast.programme()
    grant(made, Role.FUNDER)
    with pytest.raises(Refused) as no:
        grant(made, Role.FUNDER)
    assert no.value.sentences == ["This person holds this role already."]


def test_partner_of_another_programme_is_refused() -> None:
    foreign = cast.partner(cast.programme(), PartnerKind.EVALUATOR)
    with pytest.raises(Refused) as no:
        grant(cast.programme(), Role.EVALUATOR, partner=foreign)
    assert no.value.sentences == ["Choose a partner of this programme."]


def test_closed_account_gets_no_role() -> None:
    known = cast.founder(email="isla@example.org")
    User.objects.filter(pk=known.pk).update(is_active=False)
    with pytest.raises(Refused) as no:
        grant(cast.programme(), Role.FUNDER)
    assert no.value.sentences == ["This person's account is closed. Use another e-mail address."]


def test_remove_role() -> None:
    made = cast.programme()
    held = grant(made, Role.FUNDER)
    number = held.pk
    actions.remove_role(membership=held, by=cast.coordinator(made))
    assert Membership.objects.filter(role=Role.FUNDER).count() == 0
    event = AuditEvent.objects.order_by("-id")[0]
    assert (event.verb, event.target_number) == ("took a role away", number)


def test_last_coordinator_keeps_the_role_until_there_is_another() -> None:
    made = cast.programme()
    first = Membership.objects.get(programme=made)
    cast.programme()  # its co-ordinator does not count here
    with pytest.raises(Refused) as no:
        actions.remove_role(membership=first, by=first.user)
    assert no.value.sentences == ["This is the last co-ordinator. Add another co-ordinator first."]
    grant(made, Role.COORDINATOR)
    actions.remove_role(membership=first, by=first.user)
    assert cast.coordinator(made).email == "isla@example.org"


def test_agreement_and_fitness_open_and_shut_the_doors_to_personal_data() -> None:
    made = cast.programme()
    evaluator = cast.person(made, Role.EVALUATOR)
    assert cast.standing(evaluator, made).may(P.EXPORT_RESEARCH) is True
    after = cast.standing(evaluator, made, on=cast.FAR_OFF.replace(month=8))
    assert (after.may(P.EXPORT_RESEARCH), after.may(P.VIEW_REPORTS)) == (False, True)
    coach = cast.coach(made, account=True, trained_until=cast.TODAY)
    assert coach.user is not None
    fit = [cast.standing(coach.user, made, on=cast.day(n)) for n in (0, 1)]
    assert [one.may(P.MARK_ATTENDANCE) for one in fit] == [True, False]
