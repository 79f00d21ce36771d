"""Pages by keyset: each row once, there and back."""

import pytest

from core.keyset import keyset_page
from programmes.models import Coach
from tests import cast

pytestmark = pytest.mark.django_db
BY_NAME = ("family_name", "given_name", "id")


def names(asked: dict[str, str], order: tuple[str, ...] = BY_NAME) -> tuple:
    page = keyset_page(Coach.objects.all(), order, asked, size=2)
    rows = [f"{c.given_name[:1]} {c.family_name}" for c in page.rows]
    return rows, page.before, page.after


@pytest.fixture
def coaches() -> list[Coach]:
    """In the order of their names; the second and third have one name, the first came last."""
    made = cast.programme()
    who = [("Calum", "Bain"), ("Calum", "Bain"), ("Ailsa", "Munro"), ("Ailsa", "Bain")]
    fire = cast.coach(made, given_name="Zoe", family_name="Zed").partner
    Coach.objects.all().delete()
    *others, first = [cast.coach(made, at=fire, given_name=g, family_name=f) for g, f in who]
    return [first, *others]


def test_pages_go_on_from_the_last_row_and_back_again(coaches: list[Coach]) -> None:
    one, two, three, four = (c.pk for c in coaches)
    assert names({}) == (["A Bain", "C Bain"], None, two)
    assert names({"after": str(two)}) == (["C Bain", "A Munro"], three, None)
    assert names({"before": str(three)}) == (["A Bain", "C Bain"], None, two)
    assert names({"before": str(four)}) == (["C Bain", "C Bain"], two, three)
    assert names({"after": str(one)}) == (["C Bain", "C Bain"], two, three)


def test_order_may_go_down(coaches: list[Coach]) -> None:
    one, _, three, _ = (c.pk for c in coaches)
    down = ("-family_name", "-id")
    assert names({}, down) == (["A Munro", "A Bain"], None, one)
    assert names({"after": str(one)}, down) == (["C Bain", "C Bain"], three, None)


@pytest.mark.parametrize("asked", ["", "x", "-1", "999999", "9" * 30, "²"])
def test_number_of_no_row_gives_the_first_page(coaches: list[Coach], asked: str) -> None:
    assert names({"after": asked}) == names({})
    assert names({"before": asked}) == names({})


def test_past_the_end_is_empty(coaches: list[Coach]) -> None:
    assert names({"after": str(coaches[3].pk)}) == ([], None, None)
    assert names({"before": str(coaches[0].pk)}) == ([], None, None)
