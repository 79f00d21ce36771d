"""Recognises the headings of a class list, in the words that school offices use."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.cells import cell_text, heading_key
from core.file_problems import column_name
from schools.readers.names import NameOrder

GIVEN, KNOWN_AS, FAMILY, FULL = "GIVEN", "KNOWN_AS", "FAMILY", "FULL"
BORN, YEAR, CLASS, CONSENT, NEED = "BORN", "YEAR", "CLASS", "CONSENT", "NEED"
KIND_WORDS = {
    GIVEN: "first name",
    KNOWN_AS: "known as",
    FAMILY: "surname",
    FULL: "name",
    BORN: "date of birth",
    YEAR: "year group",
    CLASS: "class",
    CONSENT: "consent",
    NEED: "needs",
}
_SPELLINGS = {
    GIVEN: "first name|firstname|first names|forename|forenames|fore name|given name|given names|"
    "christian name|first",
    KNOWN_AS: "known as|known as name|preferred name|preferred forename|preferred first name|"
    "known name|called",
    FAMILY: "surname|last name|lastname|family name|second name|last",
    FULL: "|name|names|full name|fullname",
    BORN: "dob|d o b|date of birth|birth date|birthdate|birthday|date birth|born|born on",
    YEAR: "year|yr|year group|yr group|yeargroup|school year|stage|year stage|stage year|s year",
    CLASS: "class|reg class|reg|registration class|registration|reg group|registration group|"
    "form|form class|tutor group|form group",
}
_KIND_OF = {text: kind for kind, texts in _SPELLINGS.items() for text in texts.split("|")}
_FILLERS = {"pupil", "pupils", "student", "students", "learner", "learners", "legal", "s"}
_OF_OTHERS = {
    "parent", "parents", "carer", "guardian", "mother", "father", "contact", "emergency",
    "teacher", "doctor", "gp", "email", "address", "phone", "tel", "postcode", "sibling",
}  # fmt: skip
_OTHER_CONSENTS = {
    "photo", "photos", "photograph", "photographs", "photography", "image", "images", "media",
    "picture", "pictures", "video", "survey", "questionnaire", "data",
}  # fmt: skip
_NEED_WORDS = {
    "need", "needs", "asn", "medical", "access", "accessibility", "requirements", "support",
    "disability", "disabilities", "health", "adjustments",
}  # fmt: skip
_GIVEN_WORDS = {"forename", "forenames", "first", "given", "firstname"}
_FAMILY_WORDS = {"surname", "last", "family", "lastname"}
_MOST_WORDS = 8


@dataclass(frozen=True)
class Layout:
    """Which column holds what: kind to column numbers, with the headings' own texts."""

    headings: tuple[str, ...]
    columns: dict[str, tuple[int, ...]]
    name_order: NameOrder | None

    def index(self, kind: str) -> int | None:
        """The column number of a kind, or None where the list has none."""
        return self.columns.get(kind, (None,))[0]

    def name(self, kind: str) -> str:
        """Letter and heading of a kind's column, or the kind in words where it has none."""
        index = self.index(kind)
        return "" if index is None else column_name(index, self.headings[index])

    @property
    def missing(self) -> tuple[str, ...]:
        """The needed columns that are not there, in words; none means that the list can be read."""
        needed = {
            "name (or first name and surname)": bool(
                {FULL} & self.columns.keys() or {GIVEN, FAMILY} <= self.columns.keys()
            ),
            "date of birth": BORN in self.columns,
            "year group (or class)": bool({YEAR, CLASS} & self.columns.keys()),
        }
        return tuple(words for words, there in needed.items() if not there)

    def doubled(self) -> Iterator[str]:
        """Sentences about kinds that two columns claim; needs may stand in several."""
        for kind, indexes in self.columns.items():
            if kind != NEED and len(indexes) > 1:
                names = " and ".join(column_name(i, self.headings[i]) for i in indexes)
                yield f"columns {names} both look like the {KIND_WORDS[kind]}. Leave only one."


def read_layout(row: Sequence[object]) -> Layout:
    """What each cell of a row would mean if the row were the headings."""
    columns: dict[str, tuple[int, ...]] = {}
    order: NameOrder | None = None
    for index, value in enumerate(row):
        if not isinstance(value, str):
            continue
        kind = _kind(heading_key(value).split())
        if kind is not None and cell_text(value):
            columns[kind] = (*columns.get(kind, ()), index)
            order = _order(heading_key(value).split()) if kind == FULL else order
    if {GIVEN, FAMILY} <= columns.keys():
        columns.pop(FULL, None)
    return Layout(tuple(cell_text(value) for value in row), columns, order)


def _kind(words: list[str]) -> str | None:
    said = set(words)
    if len(words) > _MOST_WORDS:
        return None
    if "consent" in said or "consents" in said:
        return None if said & _OTHER_CONSENTS else CONSENT
    if said & _OF_OTHERS:
        return None
    if said & _GIVEN_WORDS and said & _FAMILY_WORDS:
        return FULL
    own = " ".join(word for word in words if word not in _FILLERS)
    if not words or own not in _KIND_OF:
        return NEED if said & _NEED_WORDS else None
    return _KIND_OF[own]


def _order(words: list[str]) -> NameOrder | None:
    given = [i for i, word in enumerate(words) if word in _GIVEN_WORDS]
    family = [i for i, word in enumerate(words) if word in _FAMILY_WORDS]
    if not given or not family:
        return None
    return "GIVEN_FIRST" if given[0] < family[0] else "FAMILY_FIRST"
