"""What the evaluation named before the season, so that nobody picks the nicest afterwards."""

from django.db import models

from accounts.models import User
from programmes.models import OfProgramme, Programme
from surveys.choices import WaveKind


class Declaration(models.Model):
    """What the evaluator named beforehand: one primary outcome, and subgroups to look at.

    A change is a new row, and the page says which stood when the first later answer came.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    scale = models.CharField("primary outcome", max_length=10, help_text="Code of the scale.")
    wave_kind = models.CharField("primary wave", max_length=11, choices=WaveKind)
    subgroups = models.CharField(max_length=60, blank=True, help_text="gender|year_group")
    declared_on = models.DateField()
    declared_by = models.ForeignKey(User, on_delete=models.PROTECT)

    objects = OfProgramme.as_manager()

    class Privacy:
        personal = {"declared_by"}
        plain = {"id", "programme", "scale", "wave_kind", "subgroups", "declared_on"}

    def __str__(self) -> str:
        return f"{self.scale}, declared {self.declared_on}"
