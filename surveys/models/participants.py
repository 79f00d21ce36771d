"""Waves, study codes and the key that joins a code to a place."""

import secrets
from typing import Self

from django.db import models
from django.db.models import F, Q

from accounts.access import Standing
from accounts.roles import P
from programmes.models import OfProgramme, Programme
from schools.choices import YearGroup
from schools.models import School
from sessions.models import Place, Session
from surveys.choices import WaveKind
from surveys.models.instruments import InstrumentVersion


def new_link() -> str:
    """The last part of a wave's address: short enough to type, long enough not to guess."""
    return secrets.token_hex(5)


class Wave(models.Model):
    """One round of answers in a programme: before, after or later."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    kind = models.CharField(max_length=9, choices=WaveKind)
    version = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT)
    opens_days = models.SmallIntegerField(
        "opens", help_text="Days from the day itself; before it is negative."
    )
    closes_days = models.SmallIntegerField("closes", help_text="Days from the day itself.")
    link = models.CharField(max_length=20, unique=True, default=new_link, editable=False)

    objects = OfProgramme.as_manager()

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "programme", "kind", "version", "opens_days", "closes_days", "link"}

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
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.programme}"


class Participant(models.Model):
    """A study code and the few research variables of who holds it; no name, no date of birth."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    session = models.ForeignKey(Session, on_delete=models.PROTECT)
    school = models.ForeignKey(School, on_delete=models.PROTECT)
    code = models.CharField("study code", max_length=9, unique=True)
    year_group = models.CharField(max_length=2, choices=YearGroup)
    age_on_day = models.PositiveSmallIntegerField()

    class Privacy:
        personal = {"code", "year_group", "age_on_day"}
        plain = {"id", "programme", "session", "school"}

    class Meta:
        indexes = [
            models.Index(fields=["programme", "id"], name="participant_by_programme"),
            models.Index(fields=["session", "school"], name="participant_by_session"),
        ]

    def __str__(self) -> str:
        return f"Participant {self.pk}"


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
