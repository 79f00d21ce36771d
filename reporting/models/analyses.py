"""Results of the surveys, worked out apart from any request and kept with their age."""

from typing import Self

from django.db import models
from django.db.models import Q

from accounts.access import Standing
from accounts.roles import P
from programmes.models import Programme
from reporting.choices import Work
from reporting.models.releases import Release


class AnalysisQuerySet(models.QuerySet["Analysis"]):
    def visible_to(self, standing: Standing) -> Self:
        ours = self.filter(programme=standing.programme_id)
        return ours if standing.may(P.VIEW_RESULTS) else self.none()

    def under_way(self) -> Self:
        return self.filter(state__in=(Work.WAITING, Work.RUNNING))

    def newest_first(self) -> Self:
        return self.order_by("-id")


class Analysis(models.Model):
    """One working out: of a release, or of the answers as they stood at that time.

    ``result`` is a document, not something we count in: the shape of ``surveys.analysis``, with
    true numbers. Nothing of it is shown but through the rules for small numbers.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    release = models.OneToOneField(Release, null=True, blank=True, on_delete=models.PROTECT)
    state = models.CharField(max_length=7, choices=Work, default=Work.WAITING)
    asked_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True, blank=True, help_text="Last sign of life.")
    worked_out_at = models.DateTimeField(null=True, blank=True)
    stage = models.CharField(max_length=80, blank=True)
    problem = models.CharField(max_length=200, blank=True)
    result = models.TextField(blank=True, help_text="JSON, see docs/analysis.md.")

    objects = AnalysisQuerySet.as_manager()

    class Privacy:
        # True counts, down to one pupil.
        personal = {"result"}
        plain = {
            "id",
            "programme",
            "release",
            "state",
            "asked_at",
            "heard_at",
            "worked_out_at",
            "stage",
            "problem",
        }

    class Meta:
        indexes = [models.Index(fields=["programme", "-id"], name="analysis_by_time")]
        constraints = [
            models.UniqueConstraint(
                name="analysis_one_at_a_time",
                fields=["programme"],
                condition=Q(state__in=("WAITING", "RUNNING"), release__isnull=True),
                violation_error_message="The results are being worked out already.",
            )
        ]

    def __str__(self) -> str:
        return f"Analysis {self.pk}"
