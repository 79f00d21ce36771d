"""Reads mobile numbers as people write them."""

import re

_REFUSAL = "Write a mobile number such as 07700 900123."
_BRITISH = re.compile(r"(?:0|\+?44|0044)(7\d{9})")
_FOREIGN = re.compile(r"\+(?!44)[1-9]\d{7,14}")


def mobile_number(text: str) -> str:
    """Return a mobile number in its international form, "+447700900123"; "" stays "".

    A number of another country begins with + (E.164: at most fifteen digits).
    Raises ValueError with a sentence that says what to write.
    """
    bare = re.sub(r"[\s().-]", "", text.replace("(0)", ""))
    if not bare:
        return ""
    if found := _BRITISH.fullmatch(bare):
        return f"+44{found[1]}"
    if _FOREIGN.fullmatch(bare):
        return bare
    raise ValueError(_REFUSAL)
