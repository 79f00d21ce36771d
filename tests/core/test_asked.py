"""Whatever stands in an address, no page breaks by it."""

from urllib.parse import quote

import pytest

from core.asked import number, page_number, words
from tests import cast, cast_days, cast_surveys

HOSTILE = ("9" * 5000, "9" * 19, "-1", "٣", "²", "1e9", "\x00", "a\x00b", "'; --", "")


def test_only_what_can_be_the_number_of_a_row_is_one():
    assert [number(text) for text in HOSTILE] == [None] * len(HOSTILE)
    assert number("12") == 12


def test_a_page_is_the_first_unless_a_number_is_asked_for_and_never_beyond_all_lists():
    assert [page_number(text) for text in HOSTILE] == [0] * len(HOSTILE)
    assert (page_number("3"), page_number("9" * 18)) == (3, 9_999)


def test_words_are_searched_for_without_what_a_database_refuses():
    assert words(" Tain\x00 ") == "Tain"


@pytest.mark.django_db
@pytest.mark.parametrize("text", HOSTILE, ids=map(str, range(len(HOSTILE))))
def test_no_page_breaks_by_what_stands_in_its_address(text: str):
    session = cast_days.session_day()
    link = cast_surveys.wave(session.programme).link
    client = cast.signed_in(cast.coordinator(session.programme))
    day = f"/sessions/{session.pk}/"
    for address in (
        f"{day}?role=LEAD&out=",
        f"{day}book/?q=",
        f"{day}book/?school=",
        f"{day}seat/?q=",
        f"{day}seat/?car=",
        "/schools/?q=",
        "/coaches/?q=",
        f"/s/{link}/?x=",
        "/s/x",
    ):
        assert client.get(address + quote(text[:2000]), follow=True).status_code in (200, 404)
    for address, field in (
        ("/programme/choose/", "programme"),
        (f"{day}book/", "school"),
        (f"{day}seat/", "car"),
    ):
        assert client.post(address, {field: text}).status_code in (200, 302, 404)
