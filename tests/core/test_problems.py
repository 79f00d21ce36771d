"""What an action refuses comes in sentences, also when another writer was first."""

from typing import Any

import pytest
from django.db import IntegrityError, connection

from core.problems import Refused, checked, refuse, store
from programmes.models import Partner
from schools.models import Council
from sessions.models import Session
from tests import cast, cast_days

pytestmark = pytest.mark.django_db


def test_field_that_is_not_filled_is_named() -> None:
    with pytest.raises(Refused) as no:
        checked(Partner(programme=cast.programme(), name="", kind="FIRE"))
    assert no.value.sentences == ["Name: This field cannot be blank."]
    assert str(no.value) == "Name: This field cannot be blank."


def test_writer_who_comes_second_is_told_which_rule_stands_in_the_way() -> None:
    made = cast.programme()
    row = Partner(programme=made, name="Tain Fire", kind="FIRE")
    check = row.validate_constraints

    def and_then_another_is_first(**kwargs: Any) -> None:
        check(**kwargs)
        row.validate_constraints = check  # type: ignore[method-assign]
        Partner.objects.create(programme=made, name="Tain Fire", kind="FIRE")

    row.validate_constraints = and_then_another_is_first  # type: ignore[assignment, method-assign]
    with pytest.raises(Refused) as no:
        store(row)
    assert no.value.sentences == ["There is already a partner of this name."]
    assert Partner.objects.count() == 1


def test_clash_that_no_rule_explains_says_what_to_do() -> None:
    made = cast.programme()
    cast.partner(made, name="Tain Fire")
    row = Partner(programme=made, name="Tain Fire", kind="FIRE")
    row.validate_constraints = lambda **kwargs: None  # type: ignore[method-assign]
    with pytest.raises(Refused) as no:
        store(row)
    assert no.value.sentences == ["Somebody else changed this a moment ago. Open the page again."]


def test_a_refusal_carries_its_sentences() -> None:
    assert Refused("One.").sentences == ["One."]
    assert Refused(["One.", "Two."]).sentences == ["One.", "Two."]
    assert str(Refused(["One.", "Two."])) == "One. Two."


def test_no_problem_means_yes() -> None:
    refuse([])
    refuse(iter(()))


def test_all_problems_are_said_at_once() -> None:
    with pytest.raises(Refused) as no:
        refuse(f"Problem {n}." for n in (1, 2))
    assert no.value.sentences == ["Problem 1.", "Problem 2."]


def test_a_good_row_is_stored() -> None:
    store(Council(code="S12000020", name="Moray"))
    assert Council.objects.get(code="S12000020").name == "Moray"


def test_a_broken_constraint_speaks_in_its_own_words() -> None:
    session = cast_days.session_day(capacity=20)
    row = Session.objects.get(pk=session.pk)
    row.capacity, row.places_taken, row.ends = 5, 6, row.starts
    with pytest.raises(Refused) as no:
        checked(row)
    assert no.value.sentences == [
        "There are not enough places left on this day.",
        "Put the start before the end.",
    ]


def test_a_row_may_be_asked_about_its_fields_only() -> None:
    council = cast.council()
    checked(Council(code=council.code, name="Highland again"), unique=False)
    with pytest.raises(Refused) as no:
        checked(Council(code="Moray", name="Moray"), unique=False)
    assert no.value.sentences == ["Code: Use an S12 code."]


def test_after_a_clash_the_transaction_lives_on() -> None:
    """A rule of which only the database knows stands for a rival who came and went."""
    store(Council(code="S12000020", name="Moray"))
    with connection.cursor() as cursor:
        cursor.execute("CREATE UNIQUE INDEX only_here ON schools_council (name)")
    with pytest.raises(Refused) as no:
        store(Council(code="S12000017", name="Moray"))
    assert no.value.sentences == ["Somebody else changed this a moment ago. Open the page again."]
    assert isinstance(no.value.__cause__, IntegrityError)
    assert Council.objects.count() == 1  # and the transaction lives on
