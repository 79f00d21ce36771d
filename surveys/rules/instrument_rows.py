"""The rules of an item list, cell by cell and together: the same for a file and for a page."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from surveys.rules.instrument import (
    Item,
    Kind,
    Option,
    Scale,
    ScaleUse,
    Use,
    make_item,
    read_options,
    read_waves,
    usual_scale,
)
from surveys.rules.translations import LANGUAGES, ItemWords

COLUMNS = ("order", "code", "scale", "kind", "text", "reverse", "options", "waves")
# What a list may have beside them: what an item is for, how scales are read, other languages.
OPTIONAL = (
    "use",
    "scale_name",
    "scale_use",
    *(f"{part}_{language}" for language in LANGUAGES for part in ("text", "options")),
)

# What the tables and the packed record hold: 200 characters, one per item; values 0 to 35.
MOST_ITEMS = 200
HIGHEST_VALUE = 35
LONGEST_TEXT = 300
LONGEST_NAME = 80

_ORDER = re.compile(r"[0-9]{1,4}")
# A code becomes a variable in SPSS and Stata, with _r for the recoded one beside it.
_CODE = re.compile(r"[a-z][a-z0-9_]{0,19}")
_SCALE = re.compile(r"[A-Z][A-Z0-9_]{0,9}")
# What no keyboard makes, and what stands where a letter could not be read.
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]")

Row = Mapping[str, str]  # the cells of one item under the names of their columns
Numbered = Sequence[tuple[int, Row]]


def item_of(row: Row) -> Item:
    """The item of a row without problems."""
    return make_item(
        position=int(row["order"]),
        code=row["code"],
        scale=row["scale"],
        kind=row["kind"],
        text=row["text"],
        reverse=row["reverse"] == "1",
        options=row["options"],
        waves=row["waves"],
        use=row.get("use", ""),
    )


def words_of_row(row: Row) -> dict[str, ItemWords]:
    """The words of a row without problems in each language that it holds."""
    found = {}
    for language in LANGUAGES:
        labels = tuple(o.label for o in read_options(row.get(f"options_{language}", "")))
        words = ItemWords(row.get(f"text_{language}", ""), labels)
        if words != ItemWords():
            found[language] = words
    return found


def scales_of(rows: Iterable[Row]) -> tuple[Scale, ...]:
    """How the rows say that scales are called and read, in order of first appearance.

    Of a scale only one of the two may be told; the other is as usual for its code.
    """
    told: dict[str, dict[str, str]] = {}
    for row in rows:
        if row["scale"]:
            kept = told.setdefault(row["scale"], {})
            for column in ("scale_name", "scale_use"):
                if row.get(column):
                    kept.setdefault(column, row[column])
    return tuple(_scale(code, kept) for code, kept in told.items() if kept)


def _scale(code: str, told: Mapping[str, str]) -> Scale:
    usual = usual_scale(code, whole=True)
    use = ScaleUse(told["scale_use"].upper()) if "scale_use" in told else usual.use
    return Scale(code, told.get("scale_name", usual.name), use)


def cell_problems(row: Row) -> Iterator[tuple[str, str]]:
    """What is wrong in one row, as column and sentence."""
    if not _ORDER.fullmatch(row["order"]):
        yield "order", "write a whole number."
    if not _CODE.fullmatch(row["code"]) or row["code"].endswith("_r"):
        yield (
            "code",
            "use up to 20 small letters, digits and _, a letter first and no _r at the end.",
        )
    if row["kind"].upper() not in set(Kind):
        yield "kind", "write likert, choice or text."
    if not 0 < len(row["text"]) <= LONGEST_TEXT:
        yield "text", f"write the words that are shown, {LONGEST_TEXT} characters at most."
    if row["reverse"] not in ("0", "1"):
        yield "reverse", "write 0 or 1."
    yield from _unreadable(row)
    yield from _scale_problems(row)
    yield from _option_problems(row)
    yield from _wave_problems(row)
    for language in LANGUAGES:
        yield from _language_problems(row, language)


def _unreadable(row: Row) -> Iterator[tuple[str, str]]:
    for column, cell in row.items():
        if _UNREADABLE.search(cell):
            yield column, "some letters cannot be read. Save the file as CSV UTF-8, or as .xlsx."


def _scale_problems(row: Row) -> Iterator[tuple[str, str]]:
    if row["scale"] and not _SCALE.fullmatch(row["scale"]):
        yield "scale", "use up to 10 capital letters, or leave it empty."
    if row["kind"].upper() != Kind.LIKERT and (row["scale"] or row["reverse"] == "1"):
        yield "kind", "only a likert item can be reversed or belong to a scale."
    use = row.get("use", "")
    if use and use.upper() not in set(Use):
        yield "use", "write context, harm or day, or leave it empty."
    elif use and row["scale"]:
        yield "use", "leave it empty, an item of a scale is read with its scale."
    yield from scale_problems(row.get("scale_name", ""), row.get("scale_use", ""))
    if not row["scale"] and (row.get("scale_name") or row.get("scale_use")):
        yield "scale", "name the scale that scale_name and scale_use are about."


def scale_problems(name: str, use: str) -> Iterator[tuple[str, str]]:
    """What is wrong with a scale's name and how it is read."""
    if len(name) > LONGEST_NAME:
        yield "scale_name", f"use {LONGEST_NAME} characters at most."
    if use and use.upper() not in set(ScaleUse):
        yield "scale_use", "write index, apart or harm."


def is_scale_code(code: str) -> bool:
    """Whether a scale can have this code."""
    return bool(_SCALE.fullmatch(code))


def _option_problems(row: Row) -> Iterator[tuple[str, str]]:
    try:
        options = read_options(row["options"])
    except ValueError as problem:
        yield "options", str(problem)
        return
    values = [option.value for option in options]
    if row["kind"].upper() == Kind.TEXT:
        if values:
            yield "options", "leave it empty, a text item has none."
    elif len(values) < 2:
        yield "options", "give at least two, as 1=Yes|2=No."
    elif values != sorted(set(values)):
        yield "options", "let the values rise, each once."
    elif values[-1] > HIGHEST_VALUE:
        yield "options", f"let no value be over {HIGHEST_VALUE}."
    yield from _label_problems("options", options)


def _label_problems(column: str, options: Sequence[Option]) -> Iterator[tuple[str, str]]:
    if any(len(option.label) > LONGEST_TEXT for option in options):
        yield column, f"let no label have over {LONGEST_TEXT} characters."


def _wave_problems(row: Row) -> Iterator[tuple[str, str]]:
    try:
        waves = read_waves(row["waves"])
    except ValueError as problem:
        yield "waves", str(problem)
        return
    if not waves:
        yield "waves", "name at least one of before, after, follow_up and follow_up_2."
    elif len(set(waves)) < len(waves):
        yield "waves", "name each wave once."


def _language_problems(row: Row, language: str) -> Iterator[tuple[str, str]]:
    text, options = f"text_{language}", f"options_{language}"
    if len(row.get(text, "")) > LONGEST_TEXT:
        yield text, f"use {LONGEST_TEXT} characters at most."
    if not row.get(options):
        return
    try:
        told = read_options(row[options])
        meant = read_options(row["options"])
    except ValueError as problem:
        yield options, str(problem)
        return
    if [option.value for option in told] != [option.value for option in meant]:
        yield options, "give the values of the column options, in their order."
    yield from _label_problems(options, told)


def list_problems(rows: Numbered, word: str = "row") -> Iterator[str]:
    """What is wrong between rows that have no problem of their own; ``word`` is what one is."""
    first: dict[str, int] = {}
    ranges: dict[str, tuple[int, int]] = {}
    for expected, (number, row) in enumerate(rows, start=1):
        item, said = item_of(row), _place(word, number)
        if item.position != expected:
            yield f"{said} order: {item.position} stands where {expected} belongs."
        if first.setdefault(item.code, number) != number:
            yield f"{said} code: {item.code} is also in {word} {first[item.code]}."
        if item.scale:
            span = (item.lowest, item.highest)
            if ranges.setdefault(item.scale, span) != span:
                low, high = ranges[item.scale]
                span_said = f"{item.scale} runs from {low} to {high}"
                yield f"{said} options: {span_said} in the {word}s above."
    yield from _told_twice(rows, word)


def _told_twice(rows: Numbered, word: str) -> Iterator[str]:
    """Two rows that call or read one scale differently."""
    told: dict[tuple[str, str], tuple[str, int]] = {}
    for number, row in rows:
        for column in ("scale_name", "scale_use"):
            said = row.get(column, "")
            if not said:
                continue
            before, where = told.setdefault((row["scale"], column), (said, number))
            if before.upper() != said.upper():
                yield (
                    f"{_place(word, number)} {column}: {row['scale']} is “{before}” "
                    f"in {word} {where}."
                )


def _place(word: str, number: int) -> str:
    """A file has columns, a page has fields."""
    return f"Row {number}, column" if word == "row" else f"{word.capitalize()} {number},"
