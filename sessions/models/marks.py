"""Marks: immutable attendance statements; the register is worked out from them."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import User
from core.unchanging import Unchanging, WrittenOnce
from sessions.choices import MarkKind
from sessions.models.bookings import Place


class MarkQuerySet(Unchanging["Mark"]):
    CHANGED = "A mark is never changed. Make a new one."
    DELETED = "A mark is never deleted. Make a new one."


class Mark(WrittenOnce):
    """One attendance statement by one person at one time, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT)
    kind = models.CharField(max_length=17, choices=MarkKind)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT)
    # The mark that its author saw and put this one in place of.
    replaces = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replaced_by",
        db_index=False,  # see the index below
    )

    objects = MarkQuerySet.as_manager()

    class Privacy:
        personal = {"place", "kind", "minutes", "by"}
        plain = {"id", "at", "replaces"}

    class Meta:
        base_manager_name = "objects"
        indexes = [
            models.Index(fields=["place", "at"], name="mark_by_place"),
            # Hardly any mark replaces another. With all the empty ones in it, the database takes
            # this index for useless and reads the whole table for each mark instead.
            models.Index(
                fields=["replaces"],
                name="mark_by_replaced",
                condition=Q(replaces__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="mark_minutes_when_driven",
                # "Not null" is said, for a check whose answer is unknown lets the row in.
                condition=Q(kind="DROVE", minutes__isnull=False, minutes__gte=1, minutes__lte=240)
                | (~Q(kind="DROVE") & Q(minutes__isnull=True)),
                violation_error_message="Give the minutes at the wheel, from 1 to 240.",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
