"""Comparison groups: pupils without a day, who hold study codes and have no names here."""

import datetime
from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import AuditEvent, User
from core.problems import checked, refuse, store
from core.words import many
from programmes.models import Programme
from schools.models import School
from surveys.actions.codes import new_codes
from surveys.models import ComparisonGroup, PaperSheet, Participant, Response, Tablet

MOST_CODES = 400  # in one group: more than a year group of any school has


@transaction.atomic
def add_group(
    *,
    programme: Programme,
    school: School,
    year_group: str,
    codes: int,
    counts_from: datetime.date,
    by: User,
) -> ComparisonGroup:
    """Ask a year group of a school that has no day yet, and issue ``codes`` study codes for it.

    Windows of waves count from ``counts_from``, which stands in for the day.
    """
    group = ComparisonGroup(
        programme=programme, school=school, year_group=year_group, counts_from=counts_from
    )
    store(group)
    _issue(group, codes)
    AuditEvent.record(
        by=by,
        verb="added comparison group",
        target=group,
        programme_id=programme.pk,
        count=codes,
    )
    return group


@transaction.atomic
def issue_more(*, group: ComparisonGroup, codes: int, by: User) -> int:
    """Issue more study codes for a group; returns how many it had before, for their numbering."""
    locked = _locked(group)
    held = Participant.objects.filter(group=locked).count()
    _issue(locked, codes, held)
    AuditEvent.record(
        by=by,
        verb="issued study codes",
        target=locked,
        programme_id=locked.programme_id,
        count=codes,
    )
    return held


@transaction.atomic
def move_group(*, group: ComparisonGroup, counts_from: datetime.date, by: User) -> ComparisonGroup:
    """Let the windows of a group count from another date, while nobody of it has answered."""
    locked = _locked(group)
    answered = Response.objects.filter(participant__group=locked).exists()
    refuse(["Pupils have answered. The date from which the windows count stays."] * answered)
    locked.counts_from = counts_from
    checked(locked)
    locked.save(update_fields=["counts_from"])
    AuditEvent.record(
        by=by, verb="moved comparison group", target=locked, programme_id=locked.programme_id
    )
    return locked


@transaction.atomic
def remove_unanswered(*, group: ComparisonGroup, by: User) -> int:
    """Delete the study codes of a group under which nothing was ever answered; returns how many.

    The group goes with its last code, where no tablet was opened for it. A code with a paper sheet
    is as good as answered and stays.
    """
    locked = _locked(group)
    # Held until the end, so that no answer arrives for a code that is being deleted.
    held = list(
        Participant.objects.select_for_update().filter(group=locked).values_list("pk", flat=True)
    )
    unanswered = unanswered_of(locked)
    count = unanswered.count()
    refuse(["Each study code of this group has answers. There is nothing to remove."] * (not count))
    unanswered.delete()
    AuditEvent.record(
        by=by,
        verb="removed study codes",
        target=locked,
        programme_id=locked.programme_id,
        count=count,
    )
    if count == len(held) and not Tablet.objects.filter(group=locked).exists():
        locked.delete()
    return count


def unanswered_of(group: ComparisonGroup) -> QuerySet[Participant]:
    """Codes of a group under which nothing was answered, neither on line nor on paper."""
    given: Collection[QuerySet] = (
        Response.objects.filter(participant=OuterRef("pk")),
        PaperSheet.objects.filter(participant=OuterRef("pk")),
    )
    found = Participant.objects.filter(group=group)
    for rows in given:
        found = found.exclude(Exists(rows))
    return found


def _locked(group: ComparisonGroup) -> ComparisonGroup:
    locked: ComparisonGroup = ComparisonGroup.objects.select_for_update().get(pk=group.pk)
    return locked


def _issue(group: ComparisonGroup, codes: int, held: int = 0) -> None:
    refuse(["Issue one study code or more."] * (codes < 1))
    if held + codes > MOST_CODES:
        left = many(max(0, MOST_CODES - held), "more code,more codes")
        refuse([f"A group has {MOST_CODES} study codes at most: {left} can be issued."])
    Participant.objects.bulk_create(
        Participant(
            programme_id=group.programme_id,
            group=group,
            school_id=group.school_id,
            code=code,
            year_group=group.year_group,
        )
        for code in new_codes(codes)
    )
