"""Answers on their way: shared tablets, paper that is keyed twice, and what had to be set aside."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from accounts.access import Standing
from accounts.models import User
from accounts.roles import P
from sessions.models import Session
from surveys.choices import Aside, Language, Mode
from surveys.models.participants import ComparisonGroup, Participant, Wave
from surveys.models.responses import Response


class TabletQuerySet(models.QuerySet["Tablet"]):
    def visible_to(self, standing: Standing) -> Self:
        ours = self.filter(wave__programme=standing.programme_id)
        if standing.may(P.VIEW_MATCHING):
            return ours
        return ours.filter(opened_by=standing.user_id)


class Tablet(models.Model):
    """A wave opened on a shared tablet: pupils answer one after another, with or without signal.

    What a pupil sends is sealed to this row's public key; only the server can open it. The
    tablet's token lets it hand in sealed answers, and nothing else.
    """

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT)
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.PROTECT)
    group = models.ForeignKey(ComparisonGroup, null=True, blank=True, on_delete=models.PROTECT)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT)
    opened_on = models.DateField()
    token_digest = models.CharField(max_length=64, unique=True)
    private_key = models.TextField(
        blank=True, help_text="PKCS 8, PEM; kept as long as answers may come, then emptied."
    )
    # Of the tablet as a whole: a date and a number, nothing beside an answer.
    came = models.PositiveIntegerField("answers that came", default=0)
    last_came_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    objects = TabletQuerySet.as_manager()

    class Privacy:
        personal = {"opened_by", "token_digest", "private_key"}
        plain = {
            "id",
            "wave",
            "session",
            "group",
            "opened_on",
            "came",
            "last_came_on",
            "closed_on",
        }

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tablet_for_a_day_or_a_group",
                condition=Q(session__isnull=False, group__isnull=True)
                | Q(session__isnull=True, group__isnull=False),
                violation_error_message="Choose the day or the comparison group.",
            )
        ]

    def __str__(self) -> str:
        return f"Tablet {self.pk}"

    @property
    def counts_from(self) -> datetime.date:
        """The date from which the wave's window counts: the day, or what stands in for it."""
        if self.session is not None:
            return self.session.date
        assert self.group is not None  # the constraint above
        return self.group.counts_from

    @property
    def closes(self) -> datetime.date:
        """The last day on which pupils can answer on it."""
        return self.counts_from + datetime.timedelta(days=self.wave.closes_days)


class SetAsideQuerySet(models.QuerySet["SetAside"]):
    def visible_to(self, standing: Standing) -> Self:
        ours = self.filter(wave__programme=standing.programme_id)
        return ours if standing.may(P.KEY_ANSWERS) else self.none()

    def waiting(self) -> Self:
        return self.filter(settled_on=None)


class SetAside(models.Model):
    """An answer set that reached the server and could not be stored under its code.

    Nothing that was acknowledged is dropped: somebody without access to names finds its code by
    hand, or says why it cannot count.
    """

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT)
    tablet = models.ForeignKey(Tablet, null=True, blank=True, on_delete=models.PROTECT)
    client_id = models.UUIDField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of what was sent.")
    reason = models.CharField(max_length=13, choices=Aside)
    typed = models.CharField("code as typed", max_length=40, blank=True)
    codes = models.CharField(max_length=200, blank=True)
    own_words = models.TextField(blank=True, help_text="JSON: own words by item code.")
    sealed = models.TextField(blank=True, help_text="What could not be opened, as it came.")
    mode = models.CharField(max_length=6, choices=Mode)
    language = models.CharField(max_length=2, choices=Language, default=Language.ENGLISH)
    answered_on = models.DateField()
    seconds = models.PositiveIntegerField(null=True, blank=True)
    came_on = models.DateField()
    settled_on = models.DateField(null=True, blank=True)
    settled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT)
    response = models.ForeignKey(Response, null=True, blank=True, on_delete=models.PROTECT)
    left_out_because = models.CharField(max_length=200, blank=True)

    objects = SetAsideQuerySet.as_manager()

    class Privacy:
        personal = {
            "client_id",
            "digest",
            "typed",
            "codes",
            "own_words",
            "sealed",
            "answered_on",
            "seconds",
            "settled_by",
        }
        plain = {
            "id",
            "wave",
            "tablet",
            "reason",
            "mode",
            "language",
            "came_on",
            "settled_on",
            "response",
            "left_out_because",
        }

    class Meta:
        indexes = [models.Index(fields=["wave", "settled_on", "id"], name="set_aside_by_wave")]
        constraints = [
            models.UniqueConstraint(name="set_aside_once", fields=["client_id", "digest"]),
            models.CheckConstraint(
                name="set_aside_is_settled_one_way",
                condition=Q(settled_on__isnull=True, response__isnull=True, left_out_because="")
                | Q(settled_on__isnull=False, response__isnull=False, left_out_because="")
                | Q(settled_on__isnull=False, response__isnull=True) & ~Q(left_out_because=""),
                violation_error_message="Choose a code, or say why these answers cannot count.",
            ),
        ]

    def __str__(self) -> str:
        return f"Set aside {self.pk}"


class PaperSheetQuerySet(models.QuerySet["PaperSheet"]):
    def visible_to(self, standing: Standing) -> Self:
        ours = self.filter(wave__programme=standing.programme_id)
        return ours if standing.may(P.KEY_ANSWERS) else self.none()

    def waiting(self) -> Self:
        return self.filter(settled_on=None)


class PaperSheet(models.Model):
    """A paper sheet keyed in twice, the second time without sight of the first.

    Once both agree, or the differences are settled, its answers are a response; the two keyings
    are then emptied, and how many questions differed stays as the measure of keying.
    """

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT)
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT)
    answered_on = models.DateField()
    language = models.CharField(max_length=2, choices=Language, default=Language.ENGLISH)
    first = models.CharField(max_length=200, blank=True)
    first_words = models.TextField(blank=True, help_text="JSON: own words by item code.")
    first_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    second = models.CharField(max_length=200, blank=True)
    second_words = models.TextField(blank=True, help_text="JSON: own words by item code.")
    second_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    differing = models.PositiveSmallIntegerField("questions that differed", null=True, blank=True)
    settled_on = models.DateField(null=True, blank=True)

    objects = PaperSheetQuerySet.as_manager()

    class Privacy:
        personal = {
            "participant",
            "answered_on",
            "first",
            "first_words",
            "first_by",
            "second",
            "second_words",
            "second_by",
        }
        plain = {"id", "wave", "language", "differing", "settled_on"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="paper_sheet_once",
                fields=["wave", "participant"],
                violation_error_message="A sheet with this code has been keyed already.",
            )
        ]

    def __str__(self) -> str:
        return f"Sheet {self.pk}"
