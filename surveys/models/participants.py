"""Waves, study codes and the key that joins a code to a place."""

import datetime
import secrets
from typing import Self

from django.db import models
from django.db.models import F, Q

from accounts.access import Standing
from accounts.roles import P, Role
from programmes.models import OfProgramme, Programme
from schools.choices import YearGroup
from schools.models import School, SchoolContact
from sessions.models import Place, Session
from sessions.models.bookings import ORGANISERS
from surveys.choices import Arm, WaveKind
from surveys.models.instruments import InstrumentVersion


def new_link() -> str:
    """The last part of a wave's address: short enough to type, long enough not to guess."""
    return secrets.token_hex(5)


class Wave(models.Model):
    """One round of answers in a programme: before, after or later."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    kind = models.CharField(max_length=11, choices=WaveKind)
    version = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT)
    opens_days = models.SmallIntegerField(
        "opens", help_text="Days from the day itself; before it is negative."
    )
    closes_days = models.SmallIntegerField("closes", help_text="Days from the day itself.")
    asks_day = models.BooleanField("asks pupils who have a day", default=True)
    asks_waiting = models.BooleanField("asks the comparison group", default=True)
    link = models.CharField(max_length=20, unique=True, default=new_link, editable=False)

    objects = OfProgramme.as_manager()

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id",
            "programme",
            "kind",
            "version",
            "opens_days",
            "closes_days",
            "asks_day",
            "asks_waiting",
            "link",
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="wave_kind_once_per_programme",
                fields=["programme", "kind"],
                violation_error_message="This programme already has this wave.",
            ),
            models.CheckConstraint(
                name="wave_opens_before_it_closes",
                condition=Q(opens_days__lte=F("closes_days")),
                violation_error_message="Let the wave open before it closes.",
            ),
            models.CheckConstraint(
                name="wave_asks_somebody",
                condition=Q(asks_day=True) | Q(asks_waiting=True),
                violation_error_message="Choose who is asked: pupils with a day, the comparison "
                "group, or both.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.programme}"

    def asks(self, arm: str) -> bool:
        """Whether this wave asks an arm."""
        return self.asks_day if arm == Arm.DAY else self.asks_waiting


class ComparisonGroupQuerySet(OfProgramme):
    """Comparison groups: the programme's for those who follow the answers, a school its own."""

    def visible_to(self, standing: Standing) -> Self:
        ours = super().visible_to(standing)
        return ours if standing.may(P.VIEW_MATCHING) else ours.of_own_school(standing)

    def coded_to(self, standing: Standing) -> Self:
        """Groups whose study codes the person may print: the programme's, or his school's."""
        ours = super().visible_to(standing)
        if standing.covered & ORGANISERS:
            return ours
        return ours.of_own_school(standing) if Role.SCHOOL in standing.covered else ours.none()

    def of_own_school(self, standing: Standing) -> Self:
        """Of the schools for which the person speaks."""
        if Role.SCHOOL not in standing.roles:
            return self.none()
        return self.filter(school__in=SchoolContact.objects.of(standing).values("school"))


class ComparisonGroup(models.Model):
    """Pupils of a school who have no day yet and answer the same waves: the comparison group.

    They hold study codes and no names: their teacher hands out the cards.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    school = models.ForeignKey(School, on_delete=models.PROTECT)
    year_group = models.CharField(max_length=2, choices=YearGroup)
    # Stands in for the day that they do not have: windows count from here.
    counts_from = models.DateField()

    objects = ComparisonGroupQuerySet.as_manager()

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "programme", "school", "year_group", "counts_from"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="comparison_group_once",
                fields=["programme", "school", "year_group"],
                violation_error_message="This year group of the school is a comparison group "
                "already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.school}, {self.year_group}"


class Participant(models.Model):
    """A study code and the few research variables of who holds it; no name, no date of birth."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    # One of these two: the day, or the comparison group.
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.PROTECT)
    group = models.ForeignKey(ComparisonGroup, null=True, blank=True, on_delete=models.PROTECT)
    school = models.ForeignKey(School, on_delete=models.PROTECT)
    code = models.CharField("study code", max_length=9, unique=True)
    year_group = models.CharField(max_length=2, choices=YearGroup)
    # Not known of a comparison group, which has no names and no dates of birth.
    age_on_day = models.PositiveSmallIntegerField(null=True, blank=True)

    class Privacy:
        personal = {"code", "year_group", "age_on_day"}
        plain = {"id", "programme", "session", "group", "school"}

    class Meta:
        indexes = [
            models.Index(fields=["programme", "id"], name="participant_by_programme"),
            models.Index(fields=["session", "school"], name="participant_by_session"),
        ]
        constraints = [
            models.CheckConstraint(
                name="participant_has_a_day_or_a_group",
                condition=Q(session__isnull=False, group__isnull=True, age_on_day__isnull=False)
                | Q(session__isnull=True, group__isnull=False),
                violation_error_message="A study code belongs to a day or to a comparison group.",
            )
        ]

    def __str__(self) -> str:
        return f"Participant {self.pk}"

    @property
    def arm(self) -> str:
        return Arm.DAY if self.session_id is not None else Arm.WAITING

    @property
    def counts_from(self) -> datetime.date:
        """The date from which windows count: the day itself, or what stands in for it."""
        if self.session is not None:
            return self.session.date
        assert self.group is not None  # the constraint above
        return self.group.counts_from


class CodeKeyQuerySet(models.QuerySet["CodeKey"]):
    def visible_to(self, standing: Standing) -> Self:
        """Only those who may print codes, and only for places whose pupils they see by name."""
        if not standing.may(P.PRINT_CODES):
            return self.none()
        return self.filter(place__in=Place.objects.visible_to(standing))


class CodeKey(models.Model):
    """The key between a pupil's place and a study code: the only table that joins them."""

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE)
    place = models.OneToOneField(Place, on_delete=models.CASCADE)

    objects = CodeKeyQuerySet.as_manager()

    class Privacy:
        personal = {"participant", "place"}
        plain = {"id"}

    def __str__(self) -> str:
        return f"Key {self.pk}"
