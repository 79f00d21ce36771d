"""Messages to people: queued in the same transaction as what they tell, then sent and logged."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from accounts.access import Standing
from accounts.models import User
from accounts.roles import P
from programmes.choices import Channel, MessageState
from programmes.models.coaches import Coach
from programmes.models.programme import OfProgramme, Programme


class MessageQuerySet(OfProgramme):
    """Messages of a programme, for those who look after them, and those that wait."""

    def visible_to(self, standing: Standing) -> Self:
        ours = super().visible_to(standing)
        return ours if standing.may(P.VIEW_MESSAGES) else ours.none()

    def waiting(self) -> Self:
        return self.filter(state__in=(MessageState.QUEUED, MessageState.FAILED))

    def due(self, now: datetime.datetime) -> Self:
        """To be sent now: neither sent, given up, nor in another worker's hands."""
        return self.waiting().filter(next_try_at__lte=now)

    def given_up_since(self, instant: datetime.datetime) -> Self:
        return self.filter(state=MessageState.GIVEN_UP, queued_at__gte=instant)


class Message(models.Model):
    """One message to one person by one channel, and what came back."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    template = models.CharField(max_length=60, help_text="Which text: sessions/asked.")
    coach = models.ForeignKey(Coach, null=True, blank=True, on_delete=models.SET_NULL)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL)
    channel = models.CharField(max_length=5, choices=Channel)
    address = models.CharField(max_length=254)
    subject = models.CharField(max_length=150, blank=True)
    body = models.TextField()
    state = models.CharField(max_length=8, choices=MessageState, default=MessageState.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    came_back = models.CharField(max_length=300, blank=True)

    objects = MessageQuerySet.as_manager()

    class Privacy:
        personal = {"coach", "user", "address", "subject", "body", "came_back"}
        plain = {
            "id",
            "programme",
            "template",
            "channel",
            "state",
            "tries",
            "queued_at",
            "next_try_at",
            "sent_at",
        }

    class Meta:
        indexes = [
            models.Index(fields=["programme", "-queued_at", "-id"], name="message_by_time"),
            models.Index(
                fields=["next_try_at"],
                condition=Q(state__in=("QUEUED", "FAILED")),
                name="message_to_send",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="message_sent_says_when",
                condition=Q(state="SENT", sent_at__isnull=False)
                | (~Q(state="SENT") & Q(sent_at__isnull=True)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.template}, {self.get_state_display()}"
