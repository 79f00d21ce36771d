"""Ways from the page of surveys to the pages beside it, for those who may open them."""

from typing import NamedTuple

from django.urls import reverse

from accounts.access import Standing
from accounts.roles import P


class Way(NamedTuple):
    """One link of the page of surveys."""

    label: str
    address: str


WAYS = (
    ("What changed", "reporting:results", P.VIEW_RESULTS),
    ("Declare outcomes", "surveys:declare", P.DECLARE_OUTCOMES),
    ("Instruments", "surveys:instruments", P.VIEW_MATCHING),
    ("Comparison groups", "surveys:groups", P.VIEW_MATCHING),
    ("Paper sheets", "surveys:paper", P.KEY_ANSWERS),
    ("Answers set aside", "surveys:set_aside", P.KEY_ANSWERS),
    ("The lot", "sessions:lot", P.VIEW_MATCHING),
)


def ways(standing: Standing) -> list[Way]:
    """The pages beside the surveys that a person may open, in the order of the work."""
    return [Way(label, reverse(name)) for label, name, door in WAYS if standing.may(door)]
