"""Study codes: made, shown, read and corrected."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.rules import codes

SOME_CODES = [codes.make_code(random.Random(seed).randrange) for seed in range(60)]
any_code = st.integers(min_value=0).map(lambda seed: codes.make_code(random.Random(seed).randrange))
typed_text = st.text(max_size=14) | st.text(alphabet=codes.ALPHABET + "-OILSU ", max_size=14)


def substitutions(code):
    for i, old in enumerate(code):
        for new in codes.ALPHABET:
            if new != old:
                yield code[:i] + new + code[i + 1 :]


def transpositions(code, distance=1):
    for i in range(len(code) - distance):
        j = i + distance
        if code[i] != code[j]:
            yield code[:i] + code[j] + code[i + 1 : j] + code[i] + code[j + 1 :]


def test_the_alphabet_is_29_characters_without_vowels_and_lookalikes():
    assert len(set(codes.ALPHABET)) == len(codes.ALPHABET) == 29
    assert set("AEIOULS") & set(codes.ALPHABET) == set()


def test_the_code_printed_in_the_design_is_a_code():
    assert codes.is_code("K7P2XQ9R7")
    assert codes.show_code("K7P2XQ9R7") == "K7P-2XQ-9R7"


def test_a_made_code_uses_the_random_numbers_in_order():
    drawn = iter([17, 7, 20, 2, 26, 21, 9, 22])
    assert codes.make_code(lambda below: next(drawn)) == "K7P2XQ9R7"


def test_every_single_slip_is_caught():
    slips = [slip for code in SOME_CODES for slip in substitutions(code)]
    assert len(slips) == 60 * 9 * 28
    assert [slip for slip in slips if codes.is_code(slip)] == []


@pytest.mark.parametrize("distance", range(1, 9))
def test_every_swap_of_two_characters_is_caught(distance):
    swaps = [swap for code in SOME_CODES for swap in transpositions(code, distance)]
    assert swaps != []
    assert [swap for swap in swaps if codes.is_code(swap)] == []


@pytest.mark.parametrize("text", ["", "K7P2XQ9R", "K7P2XQ9R77", "A7P2XQ9R7", "k7p2xq9r7"])
def test_what_is_not_stored_as_a_code_is_none(text):
    assert not codes.is_code(text)


@given(any_code)
def test_a_code_reads_back_however_it_is_typed(code):
    shown = codes.show_code(code)
    reading = codes.Reading(code, code, needs_correction=False, sentence="")
    spellings = [
        code,
        shown,
        shown.lower(),
        shown.replace("-", " "),
        shown.replace("-", "–"),
        shown + ".",
    ]
    assert [codes.read_code(spelling) for spelling in spellings] == [reading] * 6


@given(any_code)
def test_a_letter_that_looks_like_a_character_of_the_code_is_read_as_it(code):
    for letter, partner in codes.LOOKALIKES.items():
        assert codes.read_code(code.replace(partner, letter)).code == code


def test_every_lookalike_leads_from_outside_the_alphabet_into_it():
    assert set(codes.LOOKALIKES) & set(codes.ALPHABET) == set()
    assert set(codes.LOOKALIKES.values()) <= set(codes.ALPHABET)


@pytest.mark.parametrize(
    ("text", "needs_correction", "sentence"),
    [
        ("", False, "Enter the code on your card."),
        (" - ", False, "Enter the code on your card."),
        ("K7P", False, "A code has 9 letters and numbers. This one has only 3."),
        ("K7P2XQ9R", True, "A code has 9 letters and numbers. This one has only 8."),
        ("K7P2XQ9R77", True, "A code has 9 letters and numbers. This one has 10."),
        ("K7P2XQ9R7777", False, "A code has 9 letters and numbers. This one has 12."),
        ("K7P2XQ9RA", True, "No code has A in it. Look at your card again."),
        ("K7P2XQEAE", True, "No code has A or E in it. Look at your card again."),
        (
            "K7P2XQ9R8",
            True,
            "This is not quite a code. Look at your card and type it again.",
        ),
    ],
)
def test_what_is_no_code_says_what_to_do(text, needs_correction, sentence):
    reading = codes.read_code(text)
    assert reading.code is None
    assert (reading.needs_correction, reading.sentence) == (needs_correction, sentence)


@given(typed_text)
def test_reading_never_fails_and_gives_a_code_or_a_sentence(text):
    reading = codes.read_code(text)
    assert (reading.code is None) == (reading.sentence != "")
    assert reading.code is None or codes.is_code(reading.code)


@pytest.mark.parametrize("code", SOME_CODES[:8])
def test_every_slip_leads_back_to_the_only_code_in_play(code):
    dropped = [code[:i] + code[i + 1 :] for i in range(9)]
    added = [code[:i] + c + code[i:] for i in range(10) for c in codes.ALPHABET]
    slips = [*substitutions(code), *transpositions(code), *dropped, *added]
    assert {codes.corrected_code(slip, [code]) for slip in slips} == {code}


def test_a_letter_outside_the_alphabet_is_a_slip_that_can_be_corrected():
    assert codes.corrections("a7p-2xq-9r7", {"K7P2XQ9R7"}) == ["K7P2XQ9R7"]


def test_a_slip_is_not_corrected_to_a_code_that_is_not_in_play():
    assert codes.corrections("K7P2XQ9R8", set()) == []
    assert codes.corrected_code("K7P2XQ9R8", {"000000000"}) is None


def test_a_slip_between_two_codes_in_play_is_not_corrected():
    first = "00000000" + codes.check_character("00000000")
    second = next(
        code
        for part in (f"{a}{b}000000" for a in codes.ALPHABET[1:] for b in codes.ALPHABET[1:])
        if (code := part + codes.check_character(part))[-1] == first[-1]
    )
    between = second[0] + first[1:]
    assert codes.corrections(between, [second, first]) == sorted([first, second])
    assert codes.corrected_code(between, [second, first]) is None


@given(any_code, any_code)
def test_a_code_typed_exactly_is_never_turned_into_another(typed, other):
    assert codes.corrections(typed, {typed, other}) == [typed]
    assert codes.corrections(typed, {other} - {typed}) == []


@pytest.mark.parametrize("text", ["", "K7P2XQ9", "K7P2XQ9R777"])
def test_text_two_characters_short_or_long_is_not_corrected(text):
    assert codes.corrections(text, {"K7P2XQ9R7"}) == []
