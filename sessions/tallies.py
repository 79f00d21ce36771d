"""Counts one day anew from its rows: the one definition of booked, named, came and drove.

Pupils named: places neither taken off the list nor in a released booking. Came: named and marked
here, or marked as having driven. Drove: marked with minutes at the wheel. Where two statements
stand side by side, the one that says here, drove or saw counts (``sessions.rules.register``).
"""

from collections.abc import Collection
from typing import Any

from django.db.models import Count, Max, Q, Sum

from sessions.choices import Consent, CrewRole, MarkKind, SeatState
from sessions.models import CarOnDay, CrewSeat, Mark, Place, Tally

_DRIVING, _SHOWING = Q(role=CrewRole.CAR), Q(role=CrewRole.DEMONSTRATION)
_LEADING, _ASKED = Q(role=CrewRole.LEAD), Q(state=SeatState.ASKED)
_SEATS = {
    "seats_filled": Count("id", filter=_DRIVING),
    "seats_asked": Count("id", filter=_DRIVING & _ASKED),
    "demonstration_fire": Count("id", filter=_SHOWING & Q(service="FIRE")),
    "demonstration_ambulance": Count("id", filter=_SHOWING & Q(service="AMBULANCE")),
    "demonstration_asked": Count("id", filter=_SHOWING & _ASKED),
    "leads": Count("id", filter=_LEADING),
    "leads_asked": Count("id", filter=_LEADING & _ASKED),
}


def recount(session_id: int) -> Tally:
    """Count a day and keep the result; to be called at the end of each action that changes it.

    The row is locked before the counting: of two who change a day at once, the second waits and
    counts what the first did. Counted first and written then, the last to write would undo it.
    """
    tally, _ = Tally.objects.select_for_update().get_or_create(session_id=session_id)
    counted = _crew(session_id) | _places(session_id) | _marks(session_id)
    for name, number in counted.items():
        setattr(tally, name, number)
    tally.save()
    return tally


def recount_crews(session_ids: Collection[int]) -> None:
    """Count the crews of many days anew, in as many queries as for one.

    For actions that hold these days locked and change nothing but seats; a day that was never
    counted is left to ``recount``.
    """
    seats = CrewSeat.objects.filter(session__in=session_ids).order_by()
    by_day: dict[int, dict[str, Any]] = {
        row["session"]: dict(row) for row in seats.values("session").annotate(**_SEATS)
    }
    tallies = Tally.objects.select_for_update().filter(session__in=session_ids)
    found = list(tallies.order_by("session"))
    for tally in found:
        counted = by_day.get(tally.pk, {})
        for name in _SEATS:
            setattr(tally, name, counted.get(name, 0))
    # Ten times faster than bulk_update, for the rows are there.
    Tally.objects.bulk_create(
        found, update_conflicts=True, unique_fields=["session"], update_fields=list(_SEATS)
    )


def _crew(session_id: int) -> dict[str, Any]:
    cars = CarOnDay.objects.filter(session=session_id).count()
    return {"cars": cars} | CrewSeat.objects.filter(session=session_id).aggregate(**_SEATS)


def _places(session_id: int) -> dict[str, Any]:
    return (
        Place.objects.kept()
        .filter(booking__session=session_id)
        .aggregate(
            pupils=Count("id"),
            consents=Count("id", filter=~Q(consent_take_part=Consent.UNKNOWN)),
            surveys_expected=Count("id", filter=~Q(consent_survey=Consent.NO)),
            to_plan=Count("id", filter=~Q(consent_take_part=Consent.NO)),
            planned=Count("id", filter=Q(slot__isnull=False)),
        )
    )


def _marks(session_id: int) -> dict[str, Any]:
    """One row a place, then added up: a conflict must not count a pupil twice."""
    standing = (
        Mark.objects.filter(
            place__booking__session=session_id,
            place__withdrawn_at=None,
            place__booking__released_at=None,
            replaced_by=None,
        )
        .values("place")
        .annotate(
            here=Count("id", filter=Q(kind__in=(MarkKind.HERE, MarkKind.DROVE))),
            driven=Max("minutes", filter=Q(kind=MarkKind.DROVE)),
            seen=Count("id", filter=Q(kind=MarkKind.SAW_DEMONSTRATION)),
        )
    )
    return standing.aggregate(
        came=Count("place", filter=Q(here__gt=0)),
        drove=Count("place", filter=Q(driven__isnull=False)),
        minutes=Sum("driven", default=0),
        saw=Count("place", filter=Q(seen__gt=0)),
    )
