"""Proposals for the season's roster: what the solver found, kept until it is looked at."""

from typing import Self

from django.db import models
from django.db.models import Q

from accounts.access import Standing
from accounts.models import User
from accounts.roles import P
from programmes.models import Coach, Programme
from sessions.choices import CrewRole, ProposalState
from sessions.models.days import Session


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, standing: Standing) -> Self:
        ours = self.filter(programme=standing.programme_id)
        return ours if standing.may(P.FILL_CARS) else self.none()

    def under_way(self) -> Self:
        return self.filter(state__in=(ProposalState.WAITING, ProposalState.RUNNING))


class Proposal(models.Model):
    """One run of the solver: how far it is, what it found, and how good that is."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    state = models.CharField(max_length=7, choices=ProposalState, default=ProposalState.WAITING)
    seconds = models.PositiveSmallIntegerField(default=60, help_text="Longest time to work.")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True, help_text="Last sign of life.")
    finished_at = models.DateTimeField(null=True, blank=True)
    stop_asked = models.BooleanField(default=False)
    # Points of the objective, see sessions/rules/weights.py: least is best.
    objective = models.FloatField(null=True, blank=True)
    bound = models.FloatField(null=True, blank=True)
    proven = models.BooleanField(default=False)
    inputs_hash = models.CharField(max_length=64, blank=True)
    # Sentences, one a line: what cannot be met and why, each followed by lines that begin with a
    # dash and say what would mend it, with names; or what went wrong.
    shortages = models.TextField(blank=True)

    objects = ProposalQuerySet.as_manager()

    class Privacy:
        personal = {"asked_by", "shortages"}
        plain = {
            "id",
            "programme",
            "state",
            "seconds",
            "asked_at",
            "started_at",
            "heard_at",
            "finished_at",
            "stop_asked",
            "objective",
            "bound",
            "proven",
            "inputs_hash",
        }

    class Meta:
        indexes = [models.Index(fields=["programme", "-id"], name="proposal_by_time")]
        constraints = [
            models.UniqueConstraint(
                name="proposal_one_at_a_time",
                fields=["programme"],
                condition=Q(state__in=("WAITING", "RUNNING")),
                violation_error_message="The season is being planned already.",
            )
        ]

    def __str__(self) -> str:
        return f"Proposal {self.pk}"


class ProposedSeatQuerySet(models.QuerySet["ProposedSeat"]):
    def visible_to(self, standing: Standing) -> Self:
        ours = self.filter(proposal__programme=standing.programme_id)
        return ours if standing.may(P.FILL_CARS) else self.none()


class ProposedSeat(models.Model):
    """A coach for a role on a day, as the solver would have it; cars follow from pairing."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE)
    session = models.ForeignKey(Session, on_delete=models.CASCADE)
    coach = models.ForeignKey(Coach, on_delete=models.CASCADE)
    role = models.CharField(max_length=13, choices=CrewRole)

    objects = ProposedSeatQuerySet.as_manager()

    class Privacy:
        personal = {"coach"}
        plain = {"id", "proposal", "session", "role"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="proposed_seat_once_a_day", fields=["proposal", "session", "coach"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.coach}, {self.get_role_display()}"
