"""Matching: pairs, alone, doubtful, and nothing dropped."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.rules.instrument import WaveKind
from surveys.rules.matching import (
    NO_CODE,
    STATUS_WORDS,
    TWICE,
    TWICE_BY_CORRECTION,
    Answered,
    Doubtful,
    Matching,
    MatchStatus,
    Pair,
    Quality,
    match_waves,
)

BEFORE, AFTER, FOLLOW_UP, _ = WaveKind
EXACT, CORRECTED, BY_HAND = Quality


@st.composite
def answer_sets(draw):
    made = draw(
        st.lists(
            st.tuples(
                st.none() | st.integers(1, 6), st.sampled_from(WaveKind), st.sampled_from(Quality)
            ),
            max_size=20,
        )
    )
    return [Answered(number, *parts) for number, parts in enumerate(made)]


def parts_of(matching):
    yield from (a for pair in matching.pairs for a in (pair.before, *pair.later))
    yield from matching.alone
    yield from (a for doubt in matching.doubtful for a in doubt.answers)


@given(answer_sets())
def test_matching_is_a_partition(responses):
    parts = list(parts_of(match_waves(responses)))
    assert sorted(parts, key=lambda a: a.response_id) == responses


@given(answer_sets())
def test_every_answer_set_has_one_status_with_words(responses):
    statuses = match_waves(responses).statuses()
    assert sorted(statuses) == [a.response_id for a in responses]
    assert set(statuses.values()) <= set(STATUS_WORDS)


@given(answer_sets())
def test_a_pair_is_one_person_before_and_once_in_each_later_wave(responses):
    for pair in match_waves(responses).pairs:
        kinds = [one.wave_kind for one in pair.later]
        assert pair.before.wave_kind == BEFORE
        assert (len(set(kinds)), BEFORE in kinds) == (len(kinds), False)
        assert {one.participant for one in (pair.before, *pair.later)} == {pair.participant}
        assert len(pair.later) >= 1


@given(answer_sets())
def test_nobody_who_could_be_paired_is_left_alone(responses):
    matching = match_waves(responses)
    before = {a.participant for a in matching.alone if a.wave_kind == BEFORE}
    later = {a.participant for a in matching.alone if a.wave_kind != BEFORE}
    assert before & later == set()


@given(answer_sets(), st.randoms())
def test_the_order_of_answer_sets_does_not_matter(responses, random):
    shuffled = list(responses)
    random.shuffle(shuffled)
    assert match_waves(shuffled).statuses() == match_waves(responses).statuses()


def answered(participant, *waves):
    number = count(1)
    return [Answered(next(number), participant, wave, quality) for wave, quality in waves]


def test_before_and_after_are_a_pair():
    before, after = answered(7, (BEFORE, EXACT), (AFTER, EXACT))
    assert match_waves([after, before]) == Matching((Pair(7, before, (after,)),), (), ())


@pytest.mark.parametrize(
    ("sides", "status"),
    [
        ((EXACT, EXACT), MatchStatus.PAIR_EXACT),
        ((EXACT, CORRECTED), MatchStatus.PAIR_CORRECTED),
        ((CORRECTED, EXACT), MatchStatus.PAIR_CORRECTED),
        ((CORRECTED, BY_HAND), MatchStatus.PAIR_BY_HAND),
    ],
)
def test_a_pair_shows_its_weakest_match(sides, status):
    responses = answered(7, (BEFORE, sides[0]), (AFTER, sides[1]))
    assert match_waves(responses).statuses() == {1: status, 2: status}


def test_three_waves_of_one_person_stay_together_and_give_two_changes():
    before, after, late = answered(7, (BEFORE, EXACT), (AFTER, EXACT), (FOLLOW_UP, EXACT))
    matching = match_waves([before, after, late])
    assert matching.pairs == (Pair(7, before, (after, late)),)
    assert list(matching.changes(AFTER)) == [(before, after)]
    assert list(matching.changes(FOLLOW_UP)) == [(before, late)]


def test_one_wave_alone_says_which():
    early = Answered(1, 1, BEFORE, EXACT)
    late = Answered(2, 2, FOLLOW_UP, CORRECTED)
    matching = match_waves([early, late])
    assert matching == Matching((), (early, late), ())
    assert matching.statuses() == {1: MatchStatus.BEFORE_ONLY, 2: MatchStatus.LATER_ONLY}


def test_two_later_waves_without_before_are_alone():
    responses = answered(7, (AFTER, EXACT), (FOLLOW_UP, EXACT))
    assert match_waves(responses) == Matching((), tuple(responses), ())


def test_two_answer_sets_in_a_wave_make_all_of_that_person_doubtful():
    responses = answered(7, (BEFORE, EXACT), (AFTER, EXACT), (AFTER, EXACT))
    assert match_waves(responses) == Matching((), (), (Doubtful(tuple(responses), TWICE),))


def test_an_exact_and_a_corrected_code_in_one_wave_say_so():
    responses = answered(7, (BEFORE, EXACT), (BEFORE, CORRECTED), (AFTER, EXACT))
    matching = match_waves(responses)
    assert matching.doubtful == (Doubtful(tuple(responses), TWICE_BY_CORRECTION),)
    assert set(matching.statuses().values()) == {MatchStatus.DOUBTFUL}


def test_a_correction_in_another_wave_is_not_the_reason():
    responses = answered(7, (BEFORE, CORRECTED), (AFTER, EXACT), (AFTER, EXACT))
    assert [doubt.reason for doubt in match_waves(responses).doubtful] == [TWICE]


def test_an_answer_set_without_a_code_is_doubtful_and_not_joined_to_another():
    first, second = Answered(1, None, BEFORE, EXACT), Answered(2, None, AFTER, EXACT)
    assert match_waves([first, second]) == Matching(
        (), (), (Doubtful((first,), NO_CODE), Doubtful((second,), NO_CODE))
    )
