"""Reads Ordnance Survey grid references, and says how far apart places are."""

import math
import re

KM_PER_MILE = 1.609344
KILOMETRE = 2  # digits each way that name a square of one kilometre

Place = tuple[float, float]

_SHAPE = re.compile(r"([A-HJ-Z])([A-HJ-Z])\s*(?:(\d*)|(\d+)\s+(\d+))")
_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
_WIDEST_EAST, _WIDEST_NORTH = 7, 13  # squares of 100 km that the National Grid spans
_REFUSAL = "Write the grid reference such as NH 84 77."


def place_of(reference: str) -> Place | None:
    """Return easting and northing in kilometres of the middle of the square named.

    Two letters and an even number of digits, none to ten; nothing written gives None.
    The lettering is that of the Ordnance Survey's "A guide to coordinate systems in Great
    Britain", section 7: squares of 500 km, each of 25 squares of 100 km, I left out.
    Raises ValueError with a sentence that says what to write.
    """
    if not reference.strip():
        return None
    letters, east, north = _parts(reference)
    left, bottom = _corner(letters)
    side = 100 / 10 ** len(east)
    return (
        round(left + (int(east or 0) + 0.5) * side, 4),
        round(bottom + (int(north or 0) + 0.5) * side, 4),
    )


def tidy(reference: str, digits: int = 5) -> str:
    """Write a reference as maps do, "NH 84 77", with at most ``digits`` each way.

    Finer ones are cut, never rounded up, as a shorter reference names the larger square
    around the smaller. Raises ValueError as ``place_of`` does.
    """
    if not reference.strip():
        return ""
    letters, east, north = _parts(reference)
    _corner(letters)
    return " ".join(filter(None, (letters, east[:digits], north[:digits])))


def miles(km: float) -> float:
    """Turn kilometres into miles."""
    return km / KM_PER_MILE


def km_between(one: Place, other: Place) -> float:
    """Return the straight line between two places, in kilometres."""
    return math.dist(one, other)


def _parts(reference: str) -> tuple[str, str, str]:
    """Part a reference into its letters and the digits east and north."""
    found = _SHAPE.fullmatch(reference.strip().upper())
    if not found:
        raise ValueError(_REFUSAL)
    first, second, run, east, north = found.groups()
    if run is not None:
        east, north = run[: len(run) // 2], run[len(run) // 2 :]
    if len(east) != len(north) or len(east) > 5:
        raise ValueError(_REFUSAL)
    return first + second, east, north


def _corner(letters: str) -> tuple[int, int]:
    """Return the south-west corner, in kilometres, of a square of 100 km."""
    large, small = (_LETTERS.index(letter) for letter in letters)
    east = (large - 2) % 5 * 5 + small % 5
    north = 19 - large // 5 * 5 - small // 5
    if not (0 <= east < _WIDEST_EAST and 0 <= north < _WIDEST_NORTH):
        raise ValueError(_REFUSAL)
    return east * 100, north * 100
