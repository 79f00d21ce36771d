"""Tests of reading a register into the database, and of contacts."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent, User
from accounts.roles import Role
from core.problems import Refused
from schools import actions
from schools.models import Council, School, SchoolContact
from tests import cast
from tests.schools.registers import CITY, EDINBURGH, GOOD, GRANT_AIDED, HIGHLAND, ROWS, TITLE

pytestmark = pytest.mark.django_db


def accept(*rows, complete=True, title=TITLE, by=None, **other):
    return actions.accept_register(rows=rows, complete=complete, title=title, by=by, **other)


def state() -> list:
    return list(School.objects.order_by("seed_code").values())


def readings() -> list[tuple]:
    lines = AuditEvent.objects.filter(target_kind=actions.REGISTER).order_by("id")
    return list(lines.values_list("verb", "count", "by"))


# --- the register -------------------------------------------------------------------------------


def test_register_becomes_schools_and_councils_by_code() -> None:
    changes = accept(*ROWS)
    assert [row.seed_code for row in changes.new] == ["5100001", "5100002", "5100003"]
    assert list(Council.objects.order_by("code").values_list("code", "name")) == [
        (HIGHLAND, "Highland"),
        (EDINBURGH, "City of Edinburgh"),
    ]
    found = School.objects.order_by("seed_code").values_list("name", "council__code", "s6", "eal")
    assert list(found) == [
        ("Ard Academy", HIGHLAND, "c", "low"),
        ("Jordan Hill School", None, "c", "low"),
        ("Leith Academy", EDINBURGH, "c", "low"),
    ]


def test_every_published_value_comes_back_as_it_was() -> None:
    accept(*ROWS)
    assert actions.would_change(rows=ROWS, complete=True).unchanged == 3


def test_one_line_of_the_record_says_the_year_and_how_many() -> None:
    somebody = cast.founder()
    accept(*ROWS, by=somebody)
    assert readings() == [("read the register of 2025", 3, somebody.pk)]
    last = actions.last_reading()
    assert last is not None
    assert last.by == somebody


def test_title_without_a_year_is_no_hindrance() -> None:
    accept(GOOD, title="Schools")
    assert readings() == [("read the register", 1, None)]


def test_second_run_changes_nothing_and_writes_no_line() -> None:
    accept(*ROWS)
    before = state()
    changes = accept(*ROWS)
    assert (changes.none, state(), len(readings())) == (True, before, 1)


def test_only_what_differs_is_changed() -> None:
    accept(*ROWS)
    changes = accept(replace(GOOD, roll="1119", council_code=EDINBURGH), GRANT_AIDED, CITY)
    (school,) = changes.changed
    assert [(f.field, f.old, f.new) for f in school.fields] == [
        ("council_code", HIGHLAND, EDINBURGH),
        ("roll", "1120", "1119"),
    ]
    moved = School.objects.select_related("council").get(seed_code="5100001")
    assert moved.council is not None
    assert (moved.roll, moved.council.code) == ("1119", EDINBURGH)
    assert readings()[-1][:2] == ("read the register of 2025", 1)


def test_school_that_is_missing_stays_and_can_come_back() -> None:
    accept(*ROWS)
    changes = accept(GOOD, CITY)
    assert [row.seed_code for row in changes.missing] == ["5100002"]
    gone = School.objects.get(seed_code="5100002")
    assert gone.in_register is False
    assert accept(GOOD, CITY).none is True
    assert [row.seed_code for row in accept(*ROWS).new] == ["5100002"]
    back = School.objects.get(seed_code="5100002")
    assert (back.pk, back.in_register) == (gone.pk, True)


def test_nobody_is_missing_while_rows_cannot_be_read() -> None:
    accept(*ROWS)
    changes = accept(replace(GOOD, roll="7"), complete=False)
    assert (len(changes.changed), changes.missing) == (1, ())
    assert School.objects.filter(in_register=True).count() == 3


def test_register_without_a_school_is_refused() -> None:
    accept(*ROWS)
    with pytest.raises(actions.CannotRead, match="no secondary school"):
        accept()
    assert School.objects.filter(in_register=True).count() == 3


def test_accepting_what_nobody_saw_is_refused() -> None:
    seen = actions.seen(actions.would_change(rows=ROWS, complete=True))
    accept(CITY)
    before = state()
    with pytest.raises(actions.CannotRead, match="Somebody else read a register"):
        accept(*ROWS, as_seen=seen)
    assert state() == before


def test_two_who_accept_the_same_get_it_once() -> None:
    seen = actions.seen(actions.would_change(rows=ROWS, complete=True))
    accept(*ROWS, as_seen=seen)
    assert accept(*ROWS, as_seen=seen).none is True
    assert len(readings()) == 1


def test_register_is_read_in_few_queries(django_assert_max_num_queries) -> None:
    rows = [replace(GOOD, seed_code=f"{5200000 + n}") for n in range(361)]
    with django_assert_max_num_queries(20):
        accept(*rows)
    assert School.objects.count() == 361


def test_no_reading_yet() -> None:
    assert actions.last_reading() is None


# --- who sees which school ----------------------------------------------------------------------


def test_contact_sees_his_own_school_and_others_none() -> None:
    made, own = cast.programme(), cast.school()
    cast.school()
    teacher = cast.person(made, Role.SCHOOL, email="skinner@example.org")
    add(own, cast.coordinator(made), programme_id=made.pk)
    seen = {
        user.name: list(School.objects.visible_to(cast.standing(user, made)))
        for user in (teacher, cast.person(made, Role.FUNDER))
    }
    assert seen == {"A. School contact": [own], "A. Funder": []}


# --- contacts -----------------------------------------------------------------------------------


def add(
    school: School, by: User, email: str = "skinner@example.org", programme_id: int = 7
) -> SchoolContact:
    return actions.add_contact(
        school=school,
        name="Mr Skinner",
        job="Year head",
        email=email,
        phone="01862 000000",
        by=by,
        programme_id=programme_id,
    )


def verbs() -> list[tuple]:
    lines = AuditEvent.objects.filter(programme_number=7).order_by("id")
    return list(lines.values_list("verb", "target_number", "count"))


def test_contact_without_account_is_written_down() -> None:
    contact = add(cast.school(), cast.founder(), " Skinner@Example.org")
    assert (contact.email, contact.user) == ("skinner@example.org", None)
    assert verbs() == [("added contact", contact.pk, 1)]


def test_contact_with_an_account_is_linked_at_once() -> None:
    made = cast.programme()
    user = cast.person(made, Role.SCHOOL, email="skinner@example.org")
    assert add(cast.school(), cast.coordinator(made), "SKINNER@example.org").user == user


def test_account_that_was_closed_is_not_linked() -> None:
    made = cast.programme()
    user = cast.person(made, Role.SCHOOL, email="skinner@example.org")
    user.is_active = False
    user.save()
    assert add(cast.school(), cast.coordinator(made)).user is None


def test_account_opened_later_is_linked_by_hand() -> None:
    made = cast.programme()
    contact = add(cast.school(), cast.coordinator(made))
    assert list(SchoolContact.objects.waiting_for_link()) == []
    user = cast.person(made, Role.SCHOOL, email="skinner@example.org")
    assert list(SchoolContact.objects.waiting_for_link()) == [contact]
    actions.link_contact(contact=contact, by=cast.coordinator(made), programme_id=7)
    contact.refresh_from_db()
    assert contact.user == user
    assert list(SchoolContact.objects.waiting_for_link()) == []
    assert verbs()[-1] == ("linked account", contact.pk, 1)


@pytest.mark.parametrize("email", ["skinner@example.org", ""])
def test_link_without_an_account_says_what_to_do(email: str) -> None:
    contact = add(cast.school(), cast.founder(), email)
    with pytest.raises(actions.CannotLink, match="people page first"):
        actions.link_contact(contact=contact, by=cast.founder(), programme_id=7)
    assert len(verbs()) == 1


def test_one_address_speaks_once_for_a_school_and_also_for_another() -> None:
    school, by = cast.school(), cast.founder()
    add(school, by)
    with pytest.raises(Refused, match="already a contact of this school"):
        add(school, by)
    assert add(cast.school(), by).email == "skinner@example.org"


def test_contacts_without_address_may_be_several() -> None:
    school, by = cast.school(), cast.founder()
    assert add(school, by, "").pk != add(school, by, "").pk


def test_contact_is_removed() -> None:
    contact = add(cast.school(), cast.founder())
    number = contact.pk
    actions.remove_contact(contact=contact, by=cast.founder(), programme_id=7)
    assert (SchoolContact.objects.count(), verbs()[-1]) == (0, ("removed contact", number, 1))


def test_contact_without_a_name_is_refused() -> None:
    school = cast.school()
    with pytest.raises(Refused) as reason:
        actions.add_contact(
            school=school, name="", job="", email="", phone="", by=cast.founder(), programme_id=7
        )
    assert reason.value.sentences == ["Name: This field cannot be blank."]
    assert isinstance(reason.value.__cause__, ValidationError)
