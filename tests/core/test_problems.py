"""What an action refuses comes in sentences, also when another writer was first."""

from typing import Any

import pytest

from core.problems import Refused, checked, store
from programmes.models import Partner
from tests import cast

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
