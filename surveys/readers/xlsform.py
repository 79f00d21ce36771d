"""An XLSForm as an instrument: what has an equivalent is taken, all else is named row by row.

pyxform reads the workbook's meaning (types and their aliases, lists, groups, languages). The
cells reach it from ``core.spreadsheets``, which opens no workbook that is too large or broken.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.cells import cell_text
from core.problems import Refused, refuse
from core.spreadsheets import Sheet
from surveys.rules.instrument import WaveKind
from surveys.rules.instrument_file import InstrumentFile, read_cells
from surveys.rules.instrument_rows import MOST_ITEMS, cell_problems, list_problems
from surveys.rules.translations import LANGUAGES

SURVEY, CHOICES, SETTINGS = "survey", "choices", "settings"
AT = "runway_row"  # a column of ours that pyxform carries along: where a row came from
OWN = ("scale", "reverse", "waves", "use", "scale_name", "scale_use")
EVERY_WAVE = "|".join(wave.value.lower() for wave in tuple(WaveKind)[:3])
# What our columns are called in an XLSForm.
COLUMN_OF = {"code": "name", "text": "label", "kind": "type", "options": "type"}
# What a question may carry that asks, orders or counts otherwise than Runway does.
NOT_TAKEN = {
    "hint": "hint",
    "guidance_hint": "guidance_hint",
    "default": "default",
    "media": "media",
    "choice_filter": "choice_filter",
    "trigger": "trigger",
}
BIND = {
    "relevant": "relevant",
    "constraint": "constraint",
    "calculate": "calculation",
    "readonly": "readonly",
}
SILENT = {"meta"}  # what pyxform adds by itself
Lists = Mapping[str, Sequence[Any]]
_LANGUAGE = re.compile(r"\(([a-z]{2})(?:-[A-Za-z]+)?\)\s*$")


@dataclass(frozen=True)
class Found:
    """A question of the form as the cells of an item list, and what it loses on the way."""

    row: int
    cells: dict[str, str]
    lost: tuple[str, ...]


def read_xlsform(sheets: Sequence[Sheet]) -> InstrumentFile:
    """Read the sheets of an XLSForm; raises Refused with every problem by sheet, row, column.

    select_one becomes a choice, or a likert item where it has a scale, is reversed, or its
    appearance is likert; text becomes own words; groups are flattened. What has no equivalent is
    in ``left_out``, a sentence each.
    """
    form = _form(sheets)
    lost: list[str] = []
    found = list(_questions(form["children"], _lists(form), lost))
    refuse(_count_problems(found))
    rows = [(one.row, {**one.cells, "order": str(n)}) for n, one in enumerate(found, start=1)]
    refuse(_row_problems(rows))
    refuse(_in_sheet(sentence) for sentence in list_problems(rows))
    lost += [sentence for one in found for sentence in one.lost]
    read = read_cells(rows)
    return InstrumentFile(read.instrument, read.words, tuple(sorted(lost, key=_row_of)))


def _form(sheets: Sequence[Sheet]) -> Any:
    from pyxform.errors import PyXFormError
    from pyxform.xls2json import workbook_to_json
    from pyxform.xls2json_backends import DefinitionData

    held: dict[str, Any] = {}
    for sheet in sheets:
        name = sheet.name.strip().lower()
        if name in (SURVEY, CHOICES, SETTINGS):
            rows = _dictionaries(sheet)
            held[name] = rows
            held[f"{name}_header"] = [dict.fromkeys(key for row in rows for key in row)]
    try:
        return workbook_to_json(
            DefinitionData(**held, sheet_names=[s.name for s in sheets]), form_name="instrument"
        )
    except PyXFormError as problem:
        raise Refused(_said(problem)) from None
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        raise Refused(
            "This form cannot be read as an XLSForm. Check the headings of its sheets survey and "
            "choices."
        ) from None


def _said(problem: Exception) -> str:
    """pyxform's own sentence, with its row as we write it."""
    text = " ".join(str(problem).split())
    row = re.match(r"\[row : (\d+)\]\s*(.*)", text)
    return f"Sheet survey, row {row[1]}: {row[2]}" if row else f"This XLSForm says: {text}"


def _dictionaries(sheet: Sheet) -> list[dict[str, str]]:
    """Each row under its headings, and its number; a blank row stays, for rows to be counted."""
    rows = [[cell_text(value) for value in row] for row in sheet.rows]
    heads = rows[0] if rows else []
    own = {head: head.lower() for head in heads if head.lower() in OWN}
    return [
        {
            **{own.get(h, h): cell for h, cell in zip(heads, row, strict=False) if h and cell},
            **({AT: str(number)} if any(row) else {}),
        }
        for number, row in enumerate(rows[1:], start=2)
    ]


def _lists(form: Any) -> Lists:
    """The answer lists by name; what pyxform adds to a list by itself came from no row."""
    lists = form.get("choices") or {}
    return {name: [c for c in choices if AT in c] for name, choices in lists.items()}


def _questions(children: Iterable[Any], lists: Lists, lost: list[str]) -> Iterator[Found]:
    """Every question in order, groups flattened; what is none is told in ``lost``."""
    before = 0
    for child in children:
        kind, name = child.get("type", ""), child.get("name", "")
        row = int(child.get(AT, 0))
        if name in SILENT and not row:
            continue
        if not row:  # pyxform makes a question of or_other
            lost.append(_lose(before, "the answer “other” in own words is left out"))
            continue
        before = row
        if kind == "group":
            if child.get("bind", {}).get("relevant"):
                lost.append(_lose(row, f"the group {name} is asked of everybody; relevant is lost"))
            yield from _questions(child.get("children", ()), lists, lost)
        elif kind in ("select one", "text"):
            yield _question(child, row, lists.get(child.get("itemset", ""), []))
        else:
            lost.extend(_no_equivalent(child, row))


def _no_equivalent(child: Any, row: int) -> Iterator[str]:
    """One sentence for what is left out, and one for each question inside."""
    name, kind = child.get("name", ""), child.get("type", "")
    yield _lose(row, f"{kind} “{name}” has no equivalent and is left out")
    for inside in child.get("children", ()):
        yield from _no_equivalent(inside, int(inside.get(AT, row)))


def _question(child: Any, row: int, answers: Sequence[Any]) -> Found:
    lost = []
    labels, unknown = _by_language(child.get("label", ""))
    choices = [_by_language(choice.get("label", ""))[0] for choice in answers]
    values, renumbered = _values([choice["name"] for choice in answers])
    if renumbered:
        lost.append(_lose(row, f"the answers are numbered 1 to {len(values)} in their order"))
    lost += [_lose(row, f"the language {name} is not taken over") for name in unknown]
    lost += [_lose(row, f"{column} is not taken over") for column in _extras(child, answers)]
    if "waves" not in child:
        lost.append(_lose(row, "no column waves, so it is asked before, after and in follow-ups"))
    cells = {name: str(child.get(name, "")) for name in OWN}
    return Found(
        row,
        {
            **cells,
            "code": child.get("name", ""),
            "kind": _kind(child),
            "text": labels.get("en", ""),
            "reverse": {"": "0", "no": "0", "yes": "1"}.get(cells["reverse"].lower())
            or cells["reverse"],
            "options": _options(values, choices, "en"),
            "waves": cells["waves"] or EVERY_WAVE,
            **{f"text_{of}": labels[of] for of in LANGUAGES if of in labels},
            **{f"options_{of}": _options(values, choices, of) for of in LANGUAGES},
        },
        tuple(lost),
    )


def _kind(child: Mapping[str, Any]) -> str:
    if child["type"] == "text":
        return "text"
    appearance = child.get("control", {}).get("appearance", "")
    agrees = child.get("scale") or child.get("reverse") in ("1", "yes") or "likert" in appearance
    return "likert" if agrees else "choice"


def _extras(child: Mapping[str, Any], answers: Sequence[Any]) -> Iterator[str]:
    for key, column in NOT_TAKEN.items():
        if key in child:
            yield column
    for key, column in BIND.items():
        if key in child.get("bind", {}):
            yield column
    if child.get("parameters"):
        yield "parameters"
    if any(choice.get("media") for choice in answers):
        yield "media of the answers"
    if "${" in str(child.get("label", "")):
        yield "an answer put into the words (${…})"


def _by_language(label: Any) -> tuple[dict[str, str], list[str]]:
    """A label under en, gd, pl, uk, and the languages that Runway does not know.

    A label without a language, or in the form's default, is English.
    """
    if not isinstance(label, dict):
        return {"en": " ".join(str(label).split())}, []
    known: dict[str, str] = {}
    unknown = []
    for name, text in label.items():
        code = _code_of(name)
        if code is None:
            unknown.append(name)
        else:
            known.setdefault(code, " ".join(str(text).split()))
    return known, unknown


def _code_of(name: str) -> str | None:
    found = _LANGUAGE.search(name)
    code = found[1] if found else name.strip().lower()
    plain = {"default": "en", "english": "en", "gàidhlig": "gd", "gaelic": "gd"}
    plain |= {"polski": "pl", "polish": "pl", "українська": "uk", "ukrainian": "uk"}
    code = plain.get(code, code)
    return code if code in ("en", *LANGUAGES) else None


def _values(names: Sequence[str]) -> tuple[list[str], bool]:
    """The values of answers: their names where all are whole numbers, else 1, 2, 3."""
    if all(name.isascii() and name.isdigit() for name in names):
        return list(names), False
    return [str(n) for n, _ in enumerate(names, start=1)], True


def _options(values: Sequence[str], choices: Sequence[Mapping[str, str]], language: str) -> str:
    """1=Girl|2=Boy in a language; nothing where a label of another language is missing."""
    labels = [choice.get(language, "") for choice in choices]
    if language != "en" and not all(labels):
        return ""
    return "|".join(f"{value}={label}" for value, label in zip(values, labels, strict=True))


def _count_problems(found: Sequence[Found]) -> Iterator[str]:
    if not found:
        yield "Sheet survey has no question that Runway can ask: select_one or text."
    if len(found) > MOST_ITEMS:
        yield f"Sheet survey has {len(found)} questions. An instrument holds {MOST_ITEMS} at most."


def _row_problems(rows: Sequence[tuple[int, Mapping[str, str]]]) -> Iterator[str]:
    for number, row in rows:
        for column, sentence in cell_problems(row):
            yield f"Sheet survey, row {number}, column {COLUMN_OF.get(column, column)}: {sentence}"


def _in_sheet(sentence: str) -> str:
    for ours, theirs in COLUMN_OF.items():
        sentence = sentence.replace(f", column {ours}:", f", column {theirs}:")
    return f"Sheet survey, {sentence[:1].lower()}{sentence[1:]}"


def _lose(row: int, what: str) -> str:
    return f"Sheet survey, row {row}: {what}."


def _row_of(sentence: str) -> int:
    found = re.search(r"row (\d+)", sentence)
    return int(found[1]) if found else 0
