"""What every page needs around it: the menu, the programme, who is signed in."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from accounts.access import Standing
from accounts.models import User
from accounts.roles import P


@dataclass(frozen=True)
class Door:
    """One entry of the menu, for people who hold ``permission``."""

    label: str
    url_name: str
    permission: P
    section: str | tuple[str, ...]  # how the addresses behind it begin


@dataclass(frozen=True)
class NavItem:
    label: str
    url: str
    current: bool


BOOKINGS = ("/bookings/", "/places/")
DOORS = (
    Door("Season", "reporting:season", P.VIEW_SEASON, ("/sessions/", "/roster/", *BOOKINGS)),
    Door("My days", "sessions:my_days", P.VIEW_OWN_DAYS, "/my-days/"),
    Door("My school", "sessions:my_school", P.VIEW_OWN_SCHOOL, ("/my-school/", *BOOKINGS)),
    Door("Schools", "schools:list", P.VIEW_SCHOOLS, "/schools/"),
    Door("Coaches", "programmes:coaches", P.VIEW_SUPPLY, "/coaches/"),
    Door("Surveys", "surveys:waves", P.VIEW_MATCHING, ("/surveys/", "/lot/", "/results/")),
    Door("Data", "reporting:releases", P.EXPORT_RESEARCH, "/releases/"),
    Door("Reports", "reporting:report", P.VIEW_REPORTS, "/reports/"),
    Door("Set-up", "programmes:detail", P.MANAGE_SUPPLY, "/programme/"),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """``standing``, ``programme``, ``programme_count``, ``nav`` and ``signed_in_as``."""
    standing: Standing | None = getattr(request, "standing", None)
    if standing is None or not isinstance(request.user, User):
        return {"standing": standing, "programme": None, "nav": [], "signed_in_as": ""}
    in_programme = standing.programme_id is not None
    return {
        "standing": standing,
        "programme": request.programme,  # type: ignore[attr-defined]
        "programme_count": request.programme_count,  # type: ignore[attr-defined]
        "nav": [
            NavItem(d.label, reverse(d.url_name), request.path.startswith(d.section))
            for d in DOORS
            if standing.may(d.permission) and (in_programme or d.permission is P.VIEW_SCHOOLS)
        ],
        "signed_in_as": request.user.name,
    }
