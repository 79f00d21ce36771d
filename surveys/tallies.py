"""Counts the answers of days anew from the rows; the nightly check of what was added up."""

from collections.abc import Collection

from django.db.models import Count, Exists, OuterRef, Q

from surveys.choices import WaveKind
from surveys.models import Participant, Response, SurveyTally


def count_answers(session_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """For each day how many answered before, after, and both (paired)."""
    before, after = (
        Exists(Response.objects.filter(participant=OuterRef("pk"), wave__kind=kind))
        for kind in (WaveKind.BEFORE, WaveKind.AFTER)
    )
    counted = (
        Participant.objects.filter(session__in=session_ids)
        .annotate(has_before=before, has_after=after)
        .values("session")
        .annotate(
            before=Count("pk", filter=Q(has_before=True)),
            after=Count("pk", filter=Q(has_after=True)),
            paired=Count("pk", filter=Q(has_before=True, has_after=True)),
        )
    )
    return {
        row["session"]: {name: row[name] for name in ("before", "after", "paired")}
        for row in counted
    }


def recount_answers(session_ids: Collection[int]) -> None:
    """Write the counts of these days anew."""
    counted = count_answers(session_ids)
    empty = {"before": 0, "after": 0, "paired": 0}
    SurveyTally.objects.bulk_create(
        [SurveyTally(session_id=pk, **counted.get(pk, empty)) for pk in session_ids],
        update_conflicts=True,
        unique_fields=["session"],
        update_fields=["before", "after", "paired"],
    )
