"""Adds all coaches of a list, or none of them."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from accounts.models import User
from core.problems import Refused
from programmes.actions.coaches import add_coach
from programmes.models import Coach, Programme


@transaction.atomic
def add_coaches(
    *, programme: Programme, rows: Sequence[tuple[int, dict[str, Any]]], by: User
) -> list[Coach]:
    """Add a coach for each row (its number in the file, and what ``add_coach`` takes).

    Each leaves the audit line of ``add_coach``. ``Refused`` names the row that stands in the way.
    """
    added = []
    for number, facts in rows:
        try:
            added.append(add_coach(programme=programme, by=by, **facts))
        except Refused as reason:
            raise Refused([f"Row {number}: {said}" for said in reason.sentences]) from None
    return added
