"""Counts the answers of days anew from the rows, the nightly check of what was added up; and
those of comparison groups, which keep no counts beside them.
"""

from collections.abc import Collection

from django.db.models import Count, Exists, OuterRef, Q

from surveys.choices import WaveKind
from surveys.models import Participant, Response, SurveyTally

COUNTED = ["before", "after", "paired", "follow_up", "follow_up_2"]


def count_answers(session_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """For each day how many answered each wave, and how many both before and after (paired)."""
    return _counted("session", session_ids, COUNTED)


def count_group_answers(group_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """The same for comparison groups, each with how many study codes it holds."""
    return _counted("group", group_ids, ["codes", *COUNTED])


def _counted(of: str, ids: Collection[int], names: Collection[str]) -> dict[int, dict[str, int]]:
    has = {
        f"has_{kind.lower()}": Exists(
            Response.objects.filter(participant=OuterRef("pk"), wave__kind=kind)
        )
        for kind in WaveKind
    }
    counted = (
        Participant.objects.filter(**{f"{of}__in": ids})
        .annotate(**has)
        .values(of)
        .annotate(
            codes=Count("pk"),
            before=Count("pk", filter=Q(has_before=True)),
            after=Count("pk", filter=Q(has_after=True)),
            paired=Count("pk", filter=Q(has_before=True, has_after=True)),
            follow_up=Count("pk", filter=Q(has_follow_up=True)),
            follow_up_2=Count("pk", filter=Q(has_follow_up_2=True)),
        )
    )
    return {row[of]: {name: row[name] for name in names} for row in counted}


def recount_answers(session_ids: Collection[int]) -> None:
    """Write the counts of these days anew."""
    counted = count_answers(session_ids)
    empty = dict.fromkeys(COUNTED, 0)
    SurveyTally.objects.bulk_create(
        [SurveyTally(session_id=pk, **counted.get(pk, empty)) for pk in session_ids],
        update_conflicts=True,
        unique_fields=["session"],
        update_fields=COUNTED,
    )
