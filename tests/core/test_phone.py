"""Mobile numbers are read as people write them, and kept as networks want them."""

import pytest

from core.phone import mobile_number


@pytest.mark.parametrize(
    "written",
    ["07700 900123", "07700-900123", "+44 7700 900123", "+44 (0)7700 900123", "0044 7700900123"],
)
def test_british_mobile_numbers_are_kept_in_one_shape(written):
    assert mobile_number(written) == "+447700900123"


def test_a_number_of_another_country_begins_with_plus():
    assert mobile_number("+353 85 012 3456") == "+353850123456"


@pytest.mark.parametrize("written", ["", "  "])
def test_nothing_written_is_no_number(written):
    assert mobile_number(written) == ""


@pytest.mark.parametrize(
    "written", ["01463 715555", "0770090012", "077009001234", "call me", "+44 1463 715555", "85012"]
)
def test_what_is_no_mobile_number_says_what_to_write(written):
    with pytest.raises(ValueError, match=r"^Write a mobile number such as 07700 900123\.$"):
        mobile_number(written)
