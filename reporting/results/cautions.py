"""What must be known before the numbers are read: each caution as a sentence, gravest first."""

from collections.abc import Iterator
from typing import NamedTuple

from core.small_numbers import show_count
from core.words import listed
from reporting.results.document import INDEX, Document, Row, wave_name
from reporting.results.hiding import may_tell
from reporting.results.scales import worst
from reporting.results.words import percent, plain
from surveys.choices import Arm

FEW_SCHOOLS, MANY_SCHOOLS = 10, 30
FEW_PAIRS, LOW_SHARE = 30, 0.6
LEAST_ALPHA = 0.6
DIFFERENT = 0.25  # standard deviations
NEAR_THE_TOP = 0.85  # of the way from the lowest to the highest point

NO_GROUP = "There is no comparison group: this change cannot be put down to the day."
GROUP_WITHOUT_PAIRS = (
    "The comparison group has too few pairs yet: this change cannot be put down to the day."
)
FEW = (
    "intervals are wide and lean on few. The small change that such days usually bring cannot be "
    "told from chance; pool seasons and areas."
)
SO_FEW = "So few can show a large change only."
MAY_DIFFER = "Those who were lost may have changed in another way."
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
    for name, waves in worst(doc).items():
        when = listed(wave_name(wave).lower() for wave in waves)
        said = f"{name} moved towards harm ({when}), by more than chance would explain."
        yield Caution("stop", said)
    if not doc.has_comparison:
        yield Caution("warn", NO_GROUP)
    elif not any(may_tell(doc.pairs(w, doc.flow[Arm.WAITING.value])) for w in doc.waves[1:]):
        yield Caution("warn", GROUP_WITHOUT_PAIRS)


def _of_the_study(doc: Document) -> Iterator[Caution]:
    yield from _schools(doc.paired_schools if doc.later else 0)
    for wave in doc.later:
        pairs = doc.pairs(wave)
        first = pairs + doc.lost(wave)
        if pairs < FEW_PAIRS:
            yield Caution("warn", f"{_to(doc, wave)}: under {FEW_PAIRS} pairs. {SO_FEW}")
        elif pairs < LOW_SHARE * first:
            share = percent(pairs / first)
            yield Caution("warn", f"{_to(doc, wave)}: only {share} can be paired. {MAY_DIFFER}")
    if doc.beside and not doc.beside["is_validated"]:
        yield Caution("grey", DRAFT)
    if left := doc.beside.get("left_out"):
        said = "Left out, because two surveys ask it in other words"
        yield Caution("warn", f"{said}: {listed(map(doc.name, left))}.")


def _to(doc: Document, wave: str) -> str:
    return f"{wave_name(doc.first)} to {wave_name(wave).lower()}"


def _schools(schools: int) -> Iterator[Caution]:
    if schools == 1:
        yield Caution("warn", "All answers come from one school: no change can be told from it.")
    elif 0 < schools < FEW_SCHOOLS:
        yield Caution("warn", f"Only {schools} schools: {FEW}")
    elif 0 < schools < MANY_SCHOOLS:
        yield Caution(
            "grey",
            f"{schools} schools: under {MANY_SCHOOLS}, the cluster-robust interval with its "
            "small-sample correction is the one to read.",
        )


def _of_the_scales(doc: Document) -> Iterator[Caution]:
    for code, scale in doc.scales.items():
        wave = scale["waves"].get(doc.first) or {}
        if code == INDEX or not may_tell(wave.get("n")):
            continue
        if _is_near_the_top(scale, wave):
            name = doc.name(code)
            yield Caution("grey", f"{name} was near its top before: there is little room to rise.")
        if may_tell(wave["alpha_n"]) and (wave["alpha"] or 1) < LEAST_ALPHA:
            yield Caution(
                "grey",
                f"{doc.name(code)} hangs together loosely (alpha {plain(wave['alpha'])}): read its "
                "changes with care.",
            )
    for code, item in doc.data["items"].items():
        asked = doc.data["likert"].get(code) or {}
        if asked.get("scale") and may_tell(item["n"]) and (item["item_rest"] or 0) < 0:
            yield Caution(
                "warn",
                f"“{asked['text']}” goes against the rest of its scale: it looks like a statement "
                "that was not turned. Check the questions.",
            )


def _is_near_the_top(scale: Row, wave: Row) -> bool:
    low, high, mean = scale["lowest"], scale["highest"], wave["mean"]
    if low is None or high is None or mean is None:
        return False
    return bool((mean - low) / (high - low) > NEAR_THE_TOP)


def _of_the_answers(doc: Document) -> Iterator[Caution]:
    late = (doc.data.get("deviations") or {}).get("before_on_or_after_day")
    if late:
        yield Caution(
            "warn",
            f"First answers given on the day itself or later: {show_count(late)}. They are "
            "counted, and weaken the comparison with before.",
        )
    for row in doc.of_main(doc.data["attrition"]):
        apart = row["difference_sd"]
        if may_tell(row["n_kept"], row["n_lost"]) and apart is not None and abs(apart) > DIFFERENT:
            yield Caution(
                "grey",
                f"Who was lost before “{wave_name(row['to']).lower()}” began elsewhere on "
                f"{doc.name(row['scale'])}, by {plain(abs(apart))} standard deviations.",
            )
    yield Caution("grey", HIDDEN)
