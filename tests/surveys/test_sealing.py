"""Sealed answers open with the tablet's own key, whole, and for nothing else."""

from uuid import UUID

import pytest

from surveys.sealing import Unreadable, encode, new_private_key, open_sealed, public_key_of
from tests.surveys.sealed import seal

ANSWER = UUID("3f0e1f6e-6a53-4a5c-9a70-0d5c3f5f6a10")
OTHER = UUID("3f0e1f6e-6a53-4a5c-9a70-0d5c3f5f6a11")
PLAIN = "I’ll wear my belt, ґрунт".encode()


@pytest.fixture(scope="module")
def key() -> str:
    return new_private_key()


@pytest.fixture
def sealed(key: str) -> str:
    return seal(public_key_of(key), 7, ANSWER, PLAIN)


def test_what_was_sealed_opens(key: str, sealed: str) -> None:
    assert open_sealed(key, 7, ANSWER, sealed) == PLAIN


def test_nothing_of_the_answer_can_be_read_in_what_is_sealed(key: str) -> None:
    same = {seal(public_key_of(key), 7, ANSWER, PLAIN) for _ in range(3)}
    assert len(same) == 3
    assert all(encode(PLAIN)[4:16] not in text for text in same)


def test_another_tablets_key_does_not_open_it(sealed: str) -> None:
    with pytest.raises(Unreadable):
        open_sealed(new_private_key(), 7, ANSWER, sealed)


def test_what_was_sealed_for_one_tablet_does_not_open_for_another(key: str, sealed: str) -> None:
    with pytest.raises(Unreadable):
        open_sealed(key, 8, ANSWER, sealed)


def test_what_was_sealed_under_one_identifier_does_not_open_under_another(
    key: str, sealed: str
) -> None:
    with pytest.raises(Unreadable):
        open_sealed(key, 7, OTHER, sealed)


def test_each_flipped_bit_is_found(key: str, sealed: str) -> None:
    import base64

    raw = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
    for place in range(len(raw)):
        flipped = raw[:place] + bytes([raw[place] ^ 1 << place % 8]) + raw[place + 1 :]
        with pytest.raises(Unreadable):
            open_sealed(key, 7, ANSWER, encode(flipped))


@pytest.mark.parametrize("cut", [0, 1, 50, 93, -1])
def test_what_was_cut_off_is_found(key: str, sealed: str, cut: int) -> None:
    with pytest.raises(Unreadable):
        open_sealed(key, 7, ANSWER, sealed[:cut])


@pytest.mark.parametrize("text", ["ответ", "a", "=" * 200, "AQ" * 80, "A\n" * 80])
def test_what_is_no_sealed_answer_is_found(key: str, text: str) -> None:
    with pytest.raises(Unreadable):
        open_sealed(key, 7, ANSWER, text)


def test_a_second_way_of_writing_the_same_bytes_is_not_taken(key: str, sealed: str) -> None:
    for other in (sealed + "=", sealed + "\n", sealed.replace("_", "/").replace("-", "+") + " "):
        with pytest.raises(Unreadable):
            open_sealed(key, 7, ANSWER, other)
