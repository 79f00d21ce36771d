"""A programme, its partners, and who holds which role in it."""

import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.access import Standing
from accounts.models import User
from accounts.roles import Role
from core.dates import school_year
from programmes.choices import PartnerKind


class OfProgramme(models.QuerySet):
    """Rows that belong to one programme: seen by those who stand in it."""

    def visible_to(self, standing: Standing) -> Self:
        return self.filter(programme=standing.programme_id)


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def visible_to(self, standing: Standing) -> Self:
        return self.filter(membership__user=standing.user_id).distinct()


class Programme(models.Model):
    """An area's scheme in one school year, with its rules."""

    name = models.CharField(max_length=120)
    area = models.CharField(max_length=80)
    school_year = models.PositiveSmallIntegerField(
        help_text="The year in which the school year starts: 2026 for 2026–27.",
        validators=[MinValueValidator(2000), MaxValueValidator(2100)],
    )
    min_age = models.PositiveSmallIntegerField("youngest age on the day", default=14)
    max_age = models.PositiveSmallIntegerField("oldest age on the day", default=17)
    slot_minutes = models.PositiveSmallIntegerField(
        "minutes at the wheel", default=30, help_text="How long one pupil drives."
    )
    target_pupils = models.PositiveIntegerField("pupils to drive this year", default=0)
    invented = models.BooleanField(
        default=False, editable=False, help_text="Demonstration data; every page says so."
    )

    objects = ProgrammeQuerySet.as_manager()

    class Privacy:
        personal: set[str] = set()
        plain = {
            "id",
            "name",
            "area",
            "school_year",
            "min_age",
            "max_age",
            "slot_minutes",
            "target_pupils",
            "invented",
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="programme_once_per_year",
                fields=["name", "school_year"],
                violation_error_message="This school year already has a programme of this name.",
            ),
            models.CheckConstraint(
                name="programme_ages_in_order",
                condition=Q(min_age__gte=12, max_age__lte=18, min_age__lte=F("max_age")),
                violation_error_message="Choose ages between 12 and 18, the youngest first.",
            ),
            models.CheckConstraint(
                name="programme_slot_minutes",
                condition=Q(slot_minutes__gte=5, slot_minutes__lte=120),
                violation_error_message="Choose between 5 and 120 minutes at the wheel.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year_label}"

    @property
    def year_label(self) -> str:
        return school_year(self.school_year)


class Partner(models.Model):
    """An organisation that takes part, and its data-sharing agreement."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=PartnerKind)
    agreement_from = models.DateField("data-sharing agreement from", null=True, blank=True)
    agreement_until = models.DateField("data-sharing agreement until", null=True, blank=True)

    objects = OfProgramme.as_manager()

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "programme", "name", "kind", "agreement_from", "agreement_until"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="partner_once_per_programme",
                fields=["programme", "name"],
                violation_error_message="There is already a partner of this name.",
            ),
            models.CheckConstraint(
                name="partner_agreement_dates",
                condition=Q(agreement_from__isnull=True, agreement_until__isnull=True)
                | Q(  # said aloud, because a comparison with an empty date passes a check
                    agreement_from__isnull=False,
                    agreement_until__isnull=False,
                    agreement_from__lte=F("agreement_until"),
                ),
                violation_error_message="Give both dates of the agreement, the first day first.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def agreement_in_force(self, on: datetime.date) -> bool:
        """Whether personal data may be shown to this partner's people on ``on``."""
        if self.agreement_from is None or self.agreement_until is None:
            return False
        return self.agreement_from <= on <= self.agreement_until


def refuse_foreign(partner: Partner | None, programme_id: int) -> None:
    """Refuse a partner of another programme, in a row's own ``clean``."""
    if partner is not None and partner.programme_id != programme_id:
        raise ValidationError("Choose a partner of this programme.")


class Membership(models.Model):
    """A person's role in a programme, for a partner."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    user = models.ForeignKey(User, on_delete=models.PROTECT)
    role = models.CharField(max_length=13, choices=Role)
    partner = models.ForeignKey(Partner, null=True, blank=True, on_delete=models.PROTECT)

    objects = OfProgramme.as_manager()

    class Privacy:
        personal = {"user"}
        plain = {"id", "programme", "role", "partner"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="membership_role_once",
                fields=["programme", "user", "role"],
                violation_error_message="This person holds this role already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} as {self.get_role_display()}"

    def clean(self) -> None:
        refuse_foreign(self.partner, self.programme_id)
