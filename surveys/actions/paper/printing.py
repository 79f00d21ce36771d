"""Printing sheets: on record, and of questions that never change from then on."""

import datetime

from django.db import transaction
from django.db.models import Model

from accounts.actions import note_reading
from accounts.models import User
from surveys.choices import Language
from surveys.models import InstrumentVersion, Translation, Wave


@transaction.atomic
def note_printing(
    *,
    wave: Wave,
    language: str = Language.ENGLISH,
    target: Model,
    count: int,
    by: User,
    today: datetime.date,
) -> None:
    """Put on record that ``count`` sheets with codes are printed for a booking or a group.

    What is on paper cannot change any more, so the version is frozen, and its translation.
    """
    InstrumentVersion.objects.filter(pk=wave.version_id, frozen_on=None).update(frozen_on=today)
    printed = Translation.objects.filter(version=wave.version_id, language=language)
    printed.filter(frozen_on=None).update(frozen_on=today)
    note_reading(
        what="study codes on paper sheets",
        target=target,
        count=count,
        programme_id=wave.programme_id,
        by=by,
    )
