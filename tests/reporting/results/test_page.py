"""Tests of the results page as it is made from a document: what it shows, and what never."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from django.template.loader import render_to_string

from reporting.results.document import Document
from reporting.results.page import Page, page_of, summary
from tests.reporting.results.studies import (
    AFTER,
    BEFORE,
    DECLARED,
    FOLLOW_UP,
    document,
    study,
    without,
)


def html(page: Page) -> str:
    return render_to_string("reporting/results/_result.html", {"page": page})


def texts(page: Page) -> list[str]:
    return [caution.text for caution in page.cautions]


@pytest.fixture(scope="module")
def full() -> dict[str, Any]:
    of = study(day=160, waiting=80, schools=8, waves=(BEFORE, AFTER, FOLLOW_UP))
    return document(of, declared=DECLARED)


def test_figures_say_who_drove_answered_and_can_be_paired(full):
    doc, page = Document(full), page_of(full)
    pairs = doc.pairs(AFTER)
    assert page.figures[0] == ("128", "pupils drove")
    assert page.figures[1] == (
        f"160 → {doc.answers(AFTER)} → {doc.answers(FOLLOW_UP)}",
        "before → after → some months later answers",
    )
    share = f"{100 * pairs / 160:.0f}%"
    assert page.figures[2] == (str(pairs), f"matched pairs, {share} of those possible by now")
    assert page.figures[3][1] == "reliability (α) of 6 scales"


def test_the_declared_outcome_comes_first_and_is_marked(full):
    page = page_of(full)
    first = page.change.pictures[0][1].layouts[0].marks[0]
    assert (first.lines[0][1], first.shape, first.note_y > 0) == (
        "Intention to be safe",
        "diamond",
        True,
    )
    standing = {row[0]: row[1][-1][1] for row in page.change.block.tables[0].rows}
    assert standing.pop("Intention to be safe") == "primary outcome"
    assert set(standing.values()) == {"exploratory"}
    assert (page.declared, page.is_declared_late) == (
        "Primary outcome: Intention to be safe, after, with the subgroups gender, year group. "
        "Declared 1 September 2026, before later answers came.",
        False,
    )


def test_declared_too_late_is_exploratory():
    page = page_of(document(declared={**DECLARED, "in_time": False}))
    assert page.is_declared_late
    assert page.declared.endswith("after answers came: read it as exploratory.")
    assert {row[1][-1][1] for row in page.change.block.tables[0].rows} == {"exploratory"}


def test_nothing_declared_says_so():
    assert page_of(document()).declared == (
        "No primary outcome was declared: every change here is exploratory."
    )


def test_the_change_is_that_of_pupils_with_a_day_adjusted_for_school(full):
    page = page_of(full)
    found = next(
        row
        for row in full["scales"]["INT"]["clustered"]
        if (row["to"], row["arm"]) == (AFTER, "DAY")
    )
    assert (
        page.change.pictures[0][1]
        .layouts[0]
        .marks[0]
        .words.startswith(f"+{found['estimate']:.2f} (+{found['ci_low']:.2f}")
    )


def test_harms_are_drawn_on_the_same_line_as_benefits(full):
    page = page_of(full)
    harm = page.harms.pictures[0][1].layouts[0]
    assert harm.zero == page.change.pictures[0][1].layouts[0].zero
    row = next(r for r in full["harms"] if (r["code"], r["to"], r["arm"]) == ("CONF", AFTER, "DAY"))
    mark = next(m for m in harm.marks if m.lines[0][1] == "Over-confidence")
    assert (mark.shape, mark.words) == (
        "square",
        f"+{row['change']:.2f} (+{row['ci_low']:.2f} to +{row['ci_high']:.2f})",
    )
    assert texts(page)[0] == (
        "Over-confidence moved towards harm (after and some months later), by more than chance "
        "would explain."
    )


def test_each_block_has_its_table_and_how_it_is_worked_out(full):
    page = page_of(full)
    blocks = [
        page.change.block,
        page.harms.block,
        page.bars.block,
        page.flow.block,
        page.comparison.block,
        page.reliability,
        *page.blocks,
    ]
    assert [bool(block.tables and block.how) for block in blocks] == [True] * 9
    shown = html(page)
    assert shown.count("<summary>Show the table") == 9
    assert shown.count("<summary>How this is worked out") == 9


def test_pictures_have_titles_and_words_and_no_style(full):
    shown = html(page_of(full))
    assert "style=" not in shown
    assert shown.count('role="img"') == shown.count("<desc ")
    assert len(re.findall(r'<svg class="rw-(wide|small)"', shown)) == shown.count("-title {") + (
        2 * 6
    )


# --- empty states ---------------------------------------------------------------------------------


def test_without_a_comparison_group_the_day_is_not_said_to_be_the_cause():
    page = page_of(document())
    assert "There is no comparison group: this change cannot be put down to the day." in texts(page)
    assert "cannot be put down to the day" in page.comparison.block.empty
    assert page.comparison.pictures == ()


def test_a_comparison_group_without_pairs_says_so():
    of = study(waiting=40)
    without(of, AFTER, np.asarray(of.arm == "WAITING"))
    page = page_of(document(of))
    assert page.comparison.block.empty.startswith("The comparison group holds study codes, but")
    assert any("too few pairs yet" in text for text in texts(page))


def test_a_comparison_group_with_few_pairs_shows_none():
    page = page_of(document(study(waiting=9)))
    assert page.comparison.block.empty.startswith("Fewer than 10 pairs on one side")


def test_one_survey_alone_shows_answers_and_no_change():
    page = page_of(document(study(waves=(BEFORE,))))
    assert page.change.block.empty.startswith("Only one survey has answers.")
    assert page.harms.block.empty == "Harms are shown as soon as pupils have answered twice."
    assert len(page.bars.items) == 8
    assert not any("comparison" in text for text in texts(page))


def test_two_surveys_without_a_pair_say_what_to_do():
    of = study()
    half = np.arange(of.people) < 60
    without(without(of, AFTER, half), BEFORE, ~half)
    page = page_of(document(of))
    assert page.change.block.empty.startswith("Nobody has answered twice yet")
    assert page.change.pictures == ()


# --- small numbers --------------------------------------------------------------------------------


def cells(page: Page) -> Iterator[str]:
    blocks = [page.change.block, page.harms.block, page.bars.block, page.flow.block]
    for block in [*blocks, page.comparison.block, page.reliability, *page.blocks]:
        for table in block.tables:
            for _, row in table.rows:
                yield from (cell for _, cell in row)


def test_of_four_pupils_nothing_is_told():
    page = page_of(document(study(day=4, schools=2, lost=0), declared=DECLARED))
    assert page.change.pictures == ()
    assert page.harms.pictures == ()
    assert all(bar.absent == "not shown" for item in page.bars.items for bar in item.bars)
    known = {"0", "2", "10", "under 5"}  # nobody, schools, and codes that were issued
    groups = {"minutes", "S4", "S5", "S6"}
    told = [c for c in cells(page) if re.search(r"\d", c) and not groups & set(c.split())]
    assert set(told) - known == set()
    assert page.figures[1][0] == "under 5 → under 5"


def test_a_hidden_subgroup_takes_another_along():
    of = study()
    gender = of.person["gender"].astype("U14")
    gender[:] = "Girl"
    gender[:40] = "Boy"
    gender[40:44] = "In another way"
    of = replace(of, person={**of.person, "gender": gender})
    page = page_of(document(of, declared=DECLARED))
    (table,) = [t for t in page.blocks[-1].tables if t.label.startswith("By gender")]
    shown = {name: {row[1][1] for n, row in table.rows if n == name} for name, _ in table.rows}
    assert shown["In another way"] == shown["Boy"] == {"not shown"}
    assert "not shown" not in shown["Girl"]


def test_a_small_group_of_two_hides_their_difference():
    of = study()
    of.person["saw_demonstration"][:] = 1.0
    of.person["saw_demonstration"][:4] = 0.0
    page = page_of(document(of))
    saw = [t for t in page.blocks[1].tables if t.label.startswith("Saw the demonstration")]
    assert [t.label for t in saw] == ["Saw the demonstration: after, by group"]
    assert {cell for _, row in saw[0].rows for _, cell in row[1:]} == {"not shown"}


def test_a_share_of_few_is_not_shown():
    doc = document()
    row = next(r for r in doc["harms"] if (r["kind"], r["arm"]) == ("item", "DAY"))
    row.update(n=100, before=0.1, after=0.13, change=0.03, ci_low=-0.01, ci_high=0.07)
    row.update(gained=8, lost=5)
    told = {r[0]: [c for _, c in r[1]] for r in page_of(doc).harms.block.tables[0].rows}
    assert told["“As soon as I turn 17”"][1:4] == ["10.0%", "13.0%", "+3.0"]
    row.update(gained=4, lost=1)
    told = {r[0]: [c for _, c in r[1]] for r in page_of(doc).harms.block.tables[0].rows}
    assert told["“As soon as I turn 17”"][1:] == ["not shown"] * 5


def test_cautions_come_from_what_is_known():
    doc = document(is_validated=False, left_out=["ATT"])
    doc["deviations"] = {"before_on_or_after_day": 3}
    doc["items"]["att1"]["item_rest"] = -0.2
    doc["scales"]["INT"]["waves"][BEFORE]["mean"] = 4.8
    said = texts(page_of(doc))
    assert (
        "First answers given on the day itself or later: under 5. They are counted, and "
        + ("weaken the comparison with before.")
        in said
    )
    assert any("was not turned" in text for text in said)
    assert "Intention to be safe was near its top before: there is little room to rise." in said
    assert any(text.startswith("Left out, because two surveys ask") for text in said)
    assert any("draft" in text for text in said)
    assert any(text.startswith("Only 6 schools") for text in said)


def test_a_survey_that_nobody_was_asked_loses_nobody():
    of = study(waiting=40, waves=(BEFORE, AFTER, FOLLOW_UP))
    without(of, FOLLOW_UP, np.asarray(of.arm == "WAITING"))
    picture = page_of(document(of)).flow.picture
    assert picture is not None
    assert len(picture.boxes) == 4 + 3
    assert len(picture.arrows) == 3 + 2


def test_subgroups_are_told_in_a_sentence_and_small_ones_hidden_there():
    of = study()
    gender = of.person["gender"].astype("U14")
    gender[:] = "Girl"
    gender[:4] = "Boy"
    of = replace(of, person={**of.person, "gender": gender})
    page = page_of(document(of, declared={**DECLARED, "subgroups": ["gender"]}))
    assert page.blocks[-1].lead == (
        "By gender: after, Intention to be safe: Boy not shown and Girl not shown.",
    )


def test_matched_pupils_are_told_of_the_schools_that_have_pairs() -> None:
    of = document(study(schools=6))
    flow = [{**row, "schools": 9} for row in of["flow"]]
    doc = Document({**of, "flow": flow})
    assert (doc.main["schools"], doc.paired_schools) == (9, 6)
    assert summary(doc).endswith("matched pupils in 6 schools")
