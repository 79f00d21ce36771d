"""Names of columns that SPSS and Stata take: short enough, no reserved word, none twice."""

import re
from collections.abc import Iterable

STATA_LONGEST = 32
SPSS_LONGEST = 64
# Words that name something else in these programs. "int" is one: our scale of intention.
STATA_RESERVED = frozenset(
    "_all _b byte _coef _cons double float if in int long _n _N _pi _pred _rc _skip strL using "
    "with".split()
)
SPSS_RESERVED = frozenset("all and by eq ge gt le lt ne not or to with".split())
# Long prefixes of waves are cut first: what comes after them tells columns apart.
SHORTER = {"follow_up_2_": "fu2_", "follow_up_": "fu_", "before_": "be_", "after_": "af_"}


def stata_names(names: Iterable[str]) -> dict[str, str]:
    """Each name with the one it has in Stata; the same for nearly all."""
    return _fitted(names, STATA_LONGEST, STATA_RESERVED)


def spss_names(names: Iterable[str]) -> dict[str, str]:
    """Each name with the one it has in SPSS; the same for nearly all."""
    return _fitted(names, SPSS_LONGEST, SPSS_RESERVED)


def _fitted(names: Iterable[str], longest: int, reserved: frozenset[str]) -> dict[str, str]:
    """Names that fit stay; the others are changed until nobody else has them."""
    listed = list(dict.fromkeys(names))
    fits = {n for n in listed if len(n) <= longest and not _is_reserved(n, reserved)}
    found = {name: name for name in listed if name in fits}
    taken = set(fits)
    for name in listed:
        if name not in found:
            found[name] = _free(_shortened(name, longest), longest, taken)
            taken.add(found[name])
    return {name: found[name] for name in listed}


def _is_reserved(name: str, reserved: frozenset[str]) -> bool:
    return name in reserved or (reserved is STATA_RESERVED and bool(re.fullmatch(r"str\d+", name)))


def _shortened(name: str, longest: int) -> str:
    if len(name) <= longest:
        return f"{name}_v"  # a reserved word
    for prefix, short in SHORTER.items():
        if name.startswith(prefix):
            return short + name.removeprefix(prefix)
    return name


def _free(name: str, longest: int, taken: set[str]) -> str:
    if len(name) <= longest and name not in taken:
        return name
    number = 2
    while (cut := f"{name[: longest - len(str(number)) - 1]}_{number}") in taken:
        number += 1
    return cut
