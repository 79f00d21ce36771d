"""Study ids: the same within a release, unrelated between releases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.rules.codes import ALPHABET
from surveys.rules.study_ids import study_id

ONE, OTHER = b"1" * 32, b"2" * 32


def test_a_study_id_follows_from_secret_and_key():
    # HMAC-SHA256 as written in RFC 2104, worked out by hashlib alone.
    from hashlib import sha256

    padded = ONE.ljust(64, b"\0")
    inner = sha256(bytes(b ^ 0x36 for b in padded) + b"12").digest()
    number = int.from_bytes(sha256(bytes(b ^ 0x5C for b in padded) + inner).digest(), "big")
    expected = "".join(ALPHABET[number // 29**place % 29] for place in range(10))
    assert study_id(ONE, 12) == expected


@given(st.integers(1, 10**9), st.binary(min_size=32, max_size=64))
def test_a_study_id_has_ten_characters_of_the_alphabet(pk, secret):
    made = study_id(secret, pk)
    assert (len(made), set(made) <= set(ALPHABET)) == (10, True)


def test_a_release_of_ten_thousand_has_no_id_twice_and_none_of_another_release():
    people = range(1, 10_001)
    ids = {study_id(secret, pk) for secret in (ONE, OTHER) for pk in people}
    assert len(ids) == 2 * len(people)


def test_a_short_secret_is_refused():
    with pytest.raises(ValueError, match="at least 32 bytes"):
        study_id(b"short", 1)
