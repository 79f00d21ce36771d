"""Turns free text about a pupil's needs into one coded need, and never keeps the text."""

import re
from dataclasses import dataclass

NONE = "NONE"
STEP_FREE = "STEP_FREE"
HEARING_LEFT = "HEARING_LEFT"
HEARING_RIGHT = "HEARING_RIGHT"
HEARING = "HEARING"
SIGHT = "SIGHT"
LANGUAGE = "LANGUAGE"
SPEAK_TO_TEACHER = "SPEAK_TO_TEACHER"

NEED_WORDS = {
    NONE: "none",
    STEP_FREE: "step-free access",
    HEARING_LEFT: "hearing: left side",
    HEARING_RIGHT: "hearing: right side",
    HEARING: "hearing",
    SIGHT: "sight",
    LANGUAGE: "needs an interpreter",
    SPEAK_TO_TEACHER: "speak to the teacher",
}

_NOTHING = {"", "none", "no", "nil", "n a", "na", "0", "no needs", "none known", "n", "nothing"}
_KEY_WORDS = {
    STEP_FREE: "wheelchair stepfree stairs steps ramp crutches mobility walker",
    HEARING: "hearing deaf lipreads lipreading",
    SIGHT: "sight sighted visual visually vision blind",
    LANGUAGE: "interpreter translator eal esol language english bsl",
    SPEAK_TO_TEACHER: "speak teacher confidential",
}
_NEED_OF = {word: need for need, words in _KEY_WORDS.items() for word in words.split()}
# Only these may stand beside a key word. Any other word could be a second need, and a need
# that is dropped without a word is worse than one that is asked about.
_HARMLESS = frozenset(
    "a aid aids additional access an and as be both by cannot ear ears has hard he her his "
    "impaired impairment in is left limited little loss manage mild needs need of on only other "
    "partial partially please poor profoundly required requires right see seen severe she side "
    "sign slight slightly the to up use user uses wears with difficulties difficulty speaks "
    "speaker manual free step hearing".split()
)


@dataclass(frozen=True)
class CodedNeed:
    """The code, and whether the text said just that (False: a person must speak of it)."""

    code: str
    understood: bool


def code_need(text: str) -> CodedNeed:
    """The coded need of a free text; whatever is not surely one need is SPEAK_TO_TEACHER."""
    plain = text.casefold().replace("step-free", "stepfree").replace("step free", "stepfree")
    words = re.findall(r"\w+", plain)
    if " ".join(words) in _NOTHING:
        return CodedNeed(NONE, understood=True)
    needs = {_NEED_OF[word] for word in words if word in _NEED_OF}
    strange = [word for word in words if word not in _NEED_OF and word not in _HARMLESS]
    if len(needs) != 1 or strange:
        return CodedNeed(SPEAK_TO_TEACHER, understood=False)
    need = needs.pop()
    return CodedNeed(_side(words) if need == HEARING else need, understood=True)


def _side(words: list[str]) -> str:
    sides = {"left", "right"} & set(words)
    if "both" in words or len(sides) != 1:
        return HEARING
    return HEARING_LEFT if sides == {"left"} else HEARING_RIGHT
