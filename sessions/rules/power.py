"""Which effects a comparison of early and late schools can see."""

from core.words import many

PUPILS = 40  # matched pupils a school
CORRELATIONS = (0.03, 0.05)  # of pupils of one school with each other
BEFORE_AND_LATER = 0.6  # correlation of a pupil's answers before with those later
POWER, LEVEL = 0.8, 0.05
EXPECTED = 0.1, 0.3  # d, of past evaluations of such days
EXPECTED_WORDS = "the effect to be expected is .1 to .3"


def smallest_effect(
    early: int,
    late: int,
    *,
    correlation: float,
    pupils: int = PUPILS,
    before_and_later: float = BEFORE_AND_LATER,
) -> float | None:
    """The smallest d that is seen with 80 % power, two-sided at 5 %; None for too few schools.

    Schools are drawn, pupils are asked: each school of ``pupils`` matched pupils counts with the
    variance icc + (1 - icc) / pupils, which the answers before reduce to 1 - r². Bloom (2005), the
    multiplier t(.975) + t(.8) with two degrees of freedom less than there are schools.
    """
    from scipy.special import stdtrit

    free = early + late - 2
    if min(early, late) < 1 or free < 1:
        return None
    multiplier = stdtrit(free, 1 - LEVEL / 2) + stdtrit(free, POWER)
    variance = (1 / early + 1 / late) * (correlation + (1 - correlation) / pupils)
    return float(multiplier * (variance * (1 - before_and_later**2)) ** 0.5)


def power_sentence(early: int, late: int) -> str:
    """ "4 against 4 schools can only see a d of .44 to .52 or more; …" """
    against = f"{early} against {many(late, 'school,schools')}"
    effects = [smallest_effect(early, late, correlation=icc) for icc in CORRELATIONS]
    least, most = effects
    if least is None or most is None:
        return f"{against} cannot be compared. Pool seasons and areas."
    seen = f"a d of {_short(least)} to {_short(most)} or more"
    if least > EXPECTED[0]:
        only = "only " if most > EXPECTED[1] else ""
        return f"{against} can {only}see {seen}; {EXPECTED_WORDS}: pool seasons and areas."
    return f"{against} can see {seen}; {EXPECTED_WORDS}."


POWER_TERMS = (
    f"Counted with 80% power, {PUPILS} matched pupils a school, a correlation of .03 to .05 "
    "between pupils of one school, and of .6 between a pupil’s answers before and later."
)


def _short(d: float) -> str:
    """.44: as such effects are printed."""
    return f"{d:.2f}".removeprefix("0")
