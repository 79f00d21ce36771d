"""What must be known before the numbers are read: each caution as a sentence, gravest first."""

from collections.abc import Iterator
from typing import NamedTuple

from core.small_numbers import show_count
from core.words import listed
from reporting.results.document import INDEX, Document, wave_name
from reporting.results.hiding import may_tell
from reporting.results.scales import worst
from surveys.choices import Arm

FEW_SCHOOLS = 10
NEAR_THE_TOP = 0.85  # of the way from the lowest to the highest point

NO_GROUP = "There is no comparison group: this change cannot be put down to the day."
GROUP_WITHOUT_PAIRS = (
    "The comparison group has too few pairs yet: this change cannot be put down to the day."
)
DRAFT = "The questions are a draft and have not been validated: read changes as pointers."
HIDDEN = (
    "Numbers under 5, and means of under 10 pupils, are not shown; where one is hidden it says so."
)


class Caution(NamedTuple):
    """A sentence, and how grave it is: stop, warn or grey."""

    look: str
    text: str


def cautions(doc: Document) -> list[Caution]:
    """Every caution that holds for a result."""
    return [*_grave(doc), *_of_the_study(doc), *_of_the_scales(doc), *_of_the_answers(doc)]


def _grave(doc: Document) -> Iterator[Caution]:
    if not doc.later:
        return
    for name in worst(doc):
        yield Caution("stop", f"{name} moved towards harm: its interval does not span nought.")
    if not doc.has_comparison:
        yield Caution("warn", NO_GROUP)
    elif not any(may_tell(doc.pairs(w, doc.flow[Arm.WAITING.value])) for w in doc.waves[1:]):
        yield Caution("warn", GROUP_WITHOUT_PAIRS)


def _of_the_study(doc: Document) -> Iterator[Caution]:
    schools = int(doc.main.get("schools") or 0)
    if doc.later and 0 < schools < FEW_SCHOOLS:
        word = "school" if schools == 1 else "schools"
        yield Caution(
            "warn",
            f"Only {schools} {word}: intervals are wide and lean on few. The change that such days "
            "usually bring cannot be told from chance; pool seasons and areas.",
        )
    if doc.beside and not doc.beside["is_validated"]:
        yield Caution("grey", DRAFT)
    if left := doc.beside.get("left_out"):
        yield Caution(
            "warn", f"Left out, because two surveys ask it in other words: {listed(left)}."
        )


def _of_the_scales(doc: Document) -> Iterator[Caution]:
    for code, scale in doc.scales.items():
        wave = scale["waves"].get(doc.first) or {}
        low, high, mean = scale.get("lowest"), scale.get("highest"), wave.get("mean")
        if code == INDEX or None in (low, high, mean) or not may_tell(wave["n"]):
            continue
        if (mean - low) / (high - low) > NEAR_THE_TOP:
            yield Caution(
                "grey",
                f"{doc.name(code)} was near its top before the day: there is little room to rise.",
            )
    for code, item in doc.data["items"].items():
        asked = doc.data["likert"].get(code) or {}
        if asked.get("scale") and may_tell(item["n"]) and (item["item_rest"] or 0) < 0:
            yield Caution(
                "warn",
                f"“{asked['text']}” goes against the rest of its scale: it looks like a statement "
                "that was not turned. Check the instrument.",
            )


def _of_the_answers(doc: Document) -> Iterator[Caution]:
    late = (doc.data.get("deviations") or {}).get("before_on_or_after_day")
    if late:
        yield Caution(
            "warn",
            f"First answers given on the day itself or later: {show_count(late)}. They are "
            "counted, and weaken the comparison with before.",
        )
    unpaired = [w for w in doc.waves[1:] if doc.answers(w) and not doc.pairs(w)]
    for wave in unpaired:
        yield Caution(
            "warn", f"No answer of “{wave_name(wave).lower()}” can be paired with one before."
        )
    yield Caution("grey", HIDDEN)
