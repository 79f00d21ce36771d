"""What a coach answered, for tests of the pages on which he does."""

from programmes.models import Availability, Coach
from tests import cast


def told(coach: Coach) -> dict:
    """What each action is told besides the answer itself."""
    by = cast.coordinator(coach.programme)
    return {"coach": coach, "today": cast.TODAY, "now": cast.NOW, "by": by}


def kept(coach: Coach) -> dict[str, tuple[str, str]]:
    """Answer and source by date, such as 12-07."""
    found = Availability.objects.filter(coach=coach).order_by("date")
    return {
        f"{date:%m-%d}": (answer, source)
        for date, answer, source in found.values_list("date", "answer", "source")
    }
