"""Codebooks that other programs read: DDI-Codebook 2.5, Frictionless, the dictionary of REDCap."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from reporting.export.files import Waves
from reporting.rules.column import Column, Measure, Sort
from reporting.rules.columns import CODEBOOK_HEADER, LAYOUT_VERSION

if TYPE_CHECKING:
    from reporting.export.bundle import Heading

REDCAP_HEADER = (
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
)
DDI = "ddi:codebook:2_5"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA = "http://www.ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd"
FRICTIONLESS = {
    Sort.TEXT: "string",
    Sort.WORD: "string",
    Sort.WHOLE: "integer",
    Sort.DECIMAL: "number",
}
DDI_NATURE = {
    Measure.NOMINAL: "nominal",
    Measure.ORDINAL: "ordinal",
    Measure.SCALE: "interval",
}
_RAW_CODE = re.compile(r"[A-Za-z0-9_]+")  # what REDCap takes as the code of a choice


@dataclass(frozen=True)
class Table:
    """A data file of the bundle: its name, what a row is, its columns, how many rows it has."""

    name: str
    row: str
    columns: tuple[Column, ...]
    rows: int = 0

    def of(self, rows: int) -> "Table":
        """The same with its number of rows."""
        return replace(self, rows=rows)


# --- DDI --------------------------------------------------------------------------------------


def ddi(heading: "Heading", tables: Sequence[Table], waves: Waves) -> bytes:
    """The codebook as DDI-Codebook 2.5: the study, each data file, each variable."""
    root = ElementTree.Element(
        "codeBook",
        {
            "xmlns": DDI,
            "xmlns:xsi": XSI,
            "xsi:schemaLocation": f"{DDI} {SCHEMA}",
            "version": "2.5",
            "xml:lang": "en-GB",
        },
    )
    _study(root, heading, waves)
    for number, table in enumerate(tables, start=1):
        _file(root, number, table)
    data = _in(root, "dataDscr")
    for number, table in enumerate(tables, start=1):
        for place, column in enumerate(table.columns, start=1):
            _variable(data, column, f"F{number}", f"F{number}V{place}")
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _in(parent: ElementTree.Element, tag: str, text: str = "", **more: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, tag, more)
    if text:
        child.text = text
    return child


def _study(root: ElementTree.Element, heading: "Heading", waves: Waves) -> None:
    study = _in(root, "stdyDscr")
    citation = _in(study, "citation")
    title = _in(citation, "titlStmt")
    _in(title, "titl", heading.title)
    _in(title, "IDNo", f"{heading.programme.pk}-{heading.number}", agency="Runway")
    producer = _in(citation, "prodStmt")
    _in(producer, "producer", str(heading.programme))
    day = heading.frozen_at.date().isoformat()
    _in(producer, "prodDate", day, date=day)
    _in(producer, "software", "Runway")
    _in(_in(citation, "verStmt"), "version", f"Release {heading.number}", date=day)
    told = _in(study, "stdyInfo")
    _in(told, "abstract", _abstract(heading))
    summary = _in(told, "sumDscr")
    _in(summary, "anlyUnit", "Pupil")
    _in(summary, "universe", "Pupils who hold a study code and have not refused the survey.")
    _in(summary, "dataKind", "Survey answers and attendance")
    method = _in(_in(study, "method"), "dataColl")
    _in(method, "collMode", "Questionnaire: own phone or computer, shared tablet, or paper")
    for _, wave in waves:
        about = f"{wave.words}: {wave.name} {wave.version}".strip()
        _in(method, "resInstru", f"{about}{'' if wave.is_validated else ', not validated'}")
    use = _in(_in(study, "dataAccs"), "useStmt")
    _in(use, "restrctn", f"For {heading.recipient}: {heading.purpose}")
    if heading.agreement:
        _in(use, "conditions", heading.agreement)


def _abstract(heading: "Heading") -> str:
    invented = " All of it is invented for demonstration." if heading.programme.invented else ""
    return (
        "Answers of pupils before and after a pre-driver road-safety day, and of those who wait "
        f"for one.{invented}"
    )


def _file(root: ElementTree.Element, number: int, table: Table) -> None:
    told = _in(_in(root, "fileDscr", ID=f"F{number}"), "fileTxt")
    _in(told, "fileName", f"{table.name}.csv")
    _in(told, "fileCont", table.row)
    size = _in(told, "dimensns")
    _in(size, "caseQnty", str(table.rows))
    _in(size, "varQnty", str(len(table.columns)))
    _in(told, "fileType", "text/csv; the same as SPSS, Stata, Parquet and Excel")


def _variable(data: ElementTree.Element, column: Column, file: str, id: str) -> None:
    """The parts of a variable in the order of the schema."""
    is_text = column.sort in (Sort.TEXT, Sort.WORD)
    nature = DDI_NATURE[column.measure]
    kind = "contin" if column.measure is Measure.SCALE else "discrete"
    more = {"dcml": "4"} if column.sort is Sort.DECIMAL else {}
    var = _in(data, "var", ID=id, name=column.name, files=file, intrvl=kind, nature=nature, **more)
    _in(var, "labl", column.label, level="variable")
    if column.item is not None:
        _in(_in(var, "qstn"), "qstnLit", column.item.text)
    if column.labels:
        values = [value for value, _ in column.labels]
        _in(_in(var, "valrng"), "range", min=str(min(values)), max=str(max(values)))
    if column.missing:
        least, most = str(min(column.missing)), str(max(column.missing))
        _in(_in(var, "invalrng"), "range", min=least, max=most)
    _in(var, "txt", _told(column))
    for value, label, missing in _categories(column):
        category = _in(var, "catgry", **({"missing": "Y"} if missing else {}))
        _in(category, "catValu", value)
        _in(category, "labl", label, level="category")
    _in(var, "varFormat", type="character" if is_text else "numeric")


def _told(column: Column) -> str:
    unit = f" Unit: {column.unit}." if column.unit else ""
    return f"{column.definition}{unit} Source: {column.source}."


def _categories(column: Column) -> Iterator[tuple[str, str, bool]]:
    """Value, label and whether it is missing, as they stand in the CSV file."""
    for word in column.words:
        yield word, word, False
    for value, label in column.labels:
        yield str(value), label, False
    for value, label in column.missing_labels:
        yield str(value), label, True


# --- Frictionless -----------------------------------------------------------------------------


def data_package(
    heading: "Heading", tables: Sequence[Table], sizes: Mapping[str, tuple[int, str]]
) -> bytes:
    """``datapackage.json``: each CSV file with its columns, size and checksum."""
    resources = [_resource(table, sizes) for table in tables]
    resources.append(_plain("codebook", CODEBOOK_HEADER, sizes))
    package = {
        "name": f"runway-release-{heading.number}",
        "title": heading.title,
        "description": f"For {heading.recipient}: {heading.purpose}",
        "created": heading.frozen_at.isoformat(),
        "version": LAYOUT_VERSION,
        "profile": "tabular-data-package",
        "resources": resources,
    }
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def _resource(table: Table, sizes: Mapping[str, tuple[int, str]]) -> dict[str, Any]:
    key = ["study_id"] if table.name == "responses_wide" else ["study_id", "wave"]
    fields = [_field(column) for column in table.columns]
    schema = {"fields": fields, "missingValues": [""], "primaryKey": key}
    return _described(table.name, schema, sizes) | {"description": table.row}


def _plain(
    name: str, header: Sequence[str], sizes: Mapping[str, tuple[int, str]]
) -> dict[str, Any]:
    fields = [{"name": column, "type": "string"} for column in header]
    return _described(name, {"fields": fields, "missingValues": [""]}, sizes)


def _described(
    name: str, schema: dict[str, Any], sizes: Mapping[str, tuple[int, str]]
) -> dict[str, Any]:
    size, digest = sizes[f"{name}.csv"]
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{digest}",
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": FRICTIONLESS[column.sort],
        "title": column.label,
        "description": _told(column),
    }
    allowed = [*column.words, *(value for value, _ in column.labels)]
    constraints: dict[str, Any] = {"enum": allowed} if allowed else {}
    if column.name == "study_id":
        constraints["required"] = True
    if constraints:
        field["constraints"] = constraints
    if column.labels:
        field["categories"] = [{"value": v, "label": label} for v, label in column.labels]
    if column.missing:
        # Of this column only: elsewhere, as in days, such a number can be a value.
        field["missingValues"] = ["", *map(str, column.missing)]
        field["missingLabels"] = {str(code): label for code, label in column.missing_labels}
    return field


# --- REDCap -----------------------------------------------------------------------------------


def redcap(table: Table) -> bytes:
    """The data dictionary of a REDCap project that takes the wide file: its 18 columns."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(REDCAP_HEADER)
    for column in table.columns:
        writer.writerow(_redcap_row(column))
    return out.getvalue().encode()


def _redcap_row(column: Column) -> list[str]:
    kind, choices = _choices(column)
    cells = dict.fromkeys(REDCAP_HEADER, "")
    cells["Variable / Field Name"] = column.name
    cells["Form Name"] = column.part.lower() or "participant"
    cells["Field Type"] = kind
    cells["Field Label"] = column.label
    cells["Choices, Calculations, OR Slider Labels"] = choices
    cells["Field Note"] = column.unit
    if kind == "text" and column.sort in (Sort.WHOLE, Sort.DECIMAL):
        whole = column.sort is Sort.WHOLE
        cells["Text Validation Type OR Show Slider Number"] = "integer" if whole else "number"
    cells["Required Field?"] = "y" if column.name == "study_id" else ""
    return list(cells.values())


def _choices(column: Column) -> tuple[str, str]:
    """The type of a field and its choices; words that REDCap cannot take as codes stay text."""
    offered = [(value, label.replace("|", "/")) for value, label, _ in _categories(column)]
    if not offered or not all(_RAW_CODE.fullmatch(value.lstrip("-")) for value, _ in offered):
        return "text", ""
    return "radio", " | ".join(f"{value}, {label}" for value, label in offered)
