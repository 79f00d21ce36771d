"""Tests of how alike participants are: k, small groups, and what coarsening does for them."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from reporting.choices import Coarser
from reporting.rules.likeness import (
    K,
    Like,
    blanked,
    coarse,
    coarsened,
    coarser_of,
    coarser_problems,
    outlook,
    small_cells,
    smallest_group,
    stored_coarser,
    suggested,
    to_blank,
    year_band,
)

RURAL = {1: "urban", 2: "town", 3: "rural"}
likes = st.builds(
    lambda school, year, gender: Like(school, year, gender, RURAL[school]),
    st.sampled_from([1, 2, 3]),
    st.sampled_from(["S3", "S4", "S5", "S6"]),
    st.sampled_from(["1", "2", ".", "-"]),
)
rows_of = st.lists(likes, max_size=60)
choices = st.frozensets(st.sampled_from(list(Coarser)))


def like(school: int = 1, year: str = "S5", gender: str = "1", rural: str = "urban") -> Like:
    return Like(school, year, gender, rural)


def test_fewest_who_are_alike_are_counted() -> None:
    rows = [like()] * 6 + [like(gender="2")] * 5 + [like(year="S4")] * 2
    assert smallest_group(rows) == 2
    assert small_cells(rows) == {like(year="S4"): 2}
    assert small_cells(rows, k=6) == {like(year="S4"): 2, like(gender="2"): 5}
    assert (smallest_group([]), small_cells([])) == (0, {})


def test_counts_serve_as_well_as_rows() -> None:
    rows = [like()] * 6 + [like(gender="2")] * 3
    assert smallest_group(Counter(rows)) == smallest_group(rows) == 3
    assert small_cells(Counter(rows)) == small_cells(rows) == {like(gender="2"): 3}


def test_each_coarsening_leaves_out_what_it_says() -> None:
    one = Like(7, "S4", "2", "rural")
    assert {code: coarse(one, [code]) for code in Coarser} == {
        Coarser.NO_GENDER: Like(7, "S4", "", "rural"),
        Coarser.YEAR_BANDS: Like(7, "S4 to S6", "2", "rural"),
        Coarser.NO_YEAR: Like(7, "", "2", "rural"),
        Coarser.NO_RURAL: Like(7, "S4", "2", ""),
        Coarser.NO_SCHOOL: Like("", "S4", "2", "rural"),
        Coarser.BLANK_SMALL: one,
    }
    assert blanked(one) == Like(7, "", "", "rural")
    assert [year_band(year) for year in ("S3", "S4", "")] == ["S1 to S3", "S4 to S6", ""]


def test_small_groups_are_blanked_together() -> None:
    rows = [like()] * 6 + [like(gender="2")] * 2 + [like(year="S4")] * 3
    assert coarsened(rows, [Coarser.BLANK_SMALL]) == {like(): 6, like(year="", gender=""): 5}
    assert outlook(rows, [Coarser.BLANK_SMALL]).blanked == 5


def test_as_many_more_are_blanked_as_it_takes() -> None:
    one_school = [like()] * 9 + [like(gender="2")] * 7 + [like(gender=".")] * 2
    elsewhere = [like(school=2, gender="2")] * 6
    groups = Counter(one_school + elsewhere)
    assert to_blank(groups) == {like(gender="."), like(gender="2")}
    found = outlook(groups, [Coarser.BLANK_SMALL])
    assert (found.smallest, found.in_small_groups, found.blanked) == (6, 0, 9)


def test_who_is_blank_already_is_not_blanked_again() -> None:
    rows = [like()] * 3
    everything = [Coarser.NO_GENDER, Coarser.NO_YEAR, Coarser.BLANK_SMALL]
    assert coarsened(rows, everything) == {like(year="", gender=""): 3}
    assert outlook(rows, everything).blanked == 0


def test_what_is_suggested_loses_least() -> None:
    enough = [like()] * 5
    assert suggested(enough).coarser == frozenset()
    few_differ = [like()] * 40 + [like(gender="2")] * 2 + [like(gender=".")] * 3
    assert suggested(few_differ).coarser == {Coarser.BLANK_SMALL}
    each_year_small = [like(year=year) for year in ("S4", "S5", "S6") for _ in range(4)]
    assert suggested(each_year_small).coarser == {Coarser.YEAR_BANDS}


def test_where_nothing_reaches_five_the_nearest_is_suggested() -> None:
    assert suggested([like()] * 4).coarser == frozenset()
    assert suggested([like()] * 4).smallest == 4
    assert suggested([]).smallest == 0


def test_two_ways_of_leaving_out_the_year_do_not_go_together() -> None:
    both = [Coarser.NO_YEAR, Coarser.YEAR_BANDS]
    said = ["Choose year groups in two bands, or leave them out; not both."]
    assert list(coarser_problems(both)) == said
    assert list(coarser_problems([Coarser.NO_YEAR])) == []
    assert coarse(like(), both).year_group == ""


@given(choices)
def test_a_choice_is_stored_and_read(chosen: frozenset[Coarser]) -> None:
    assert coarser_of(stored_coarser(chosen)) == chosen


@given(rows_of, choices)
def test_nobody_is_lost_or_made(rows: list[Like], chosen: frozenset[Coarser]) -> None:
    assert coarsened(rows, chosen).total() == len(rows)


@given(rows_of, choices)
def test_k_agrees_with_counting_each_by_hand(rows: list[Like], chosen: frozenset[Coarser]) -> None:
    others = chosen - {Coarser.BLANK_SMALL}
    told = [coarse(row, others) for row in rows]
    if Coarser.BLANK_SMALL in chosen:
        gone = to_blank(Counter(told))
        told = [blanked(row) if row in gone else row for row in told]
    found = outlook(rows, chosen)
    assert found.smallest == min(map(told.count, told), default=0)
    assert found.in_small_groups == sum(told.count(row) < K for row in told)


@given(rows_of, choices)
def test_telling_less_never_makes_a_group_smaller(
    rows: list[Like], chosen: frozenset[Coarser]
) -> None:
    others = chosen - {Coarser.BLANK_SMALL}
    assert outlook(rows, others).smallest >= outlook(rows, []).smallest


@given(rows_of)
def test_blanking_leaves_nobody_alone_where_a_school_has_five(rows: list[Like]) -> None:
    after = coarsened(rows, [Coarser.BLANK_SMALL])
    in_school = Counter(row.school for row in rows)
    assert [like for like, n in after.items() if n < K <= in_school[like.school]] == []
    assert {row for row in rows if Counter(rows)[row] < K} <= to_blank(Counter(rows))


@given(rows_of)
def test_no_combination_is_better_than_the_suggestion(rows: list[Like]) -> None:
    best = suggested(rows)
    for code in Coarser:
        assert best.in_small_groups <= outlook(rows, [code]).in_small_groups
    if best.in_small_groups == 0 and rows:
        assert best.smallest >= K
