"""Answers, one character per item, and own words beside them."""

from django.db import models

from core.unchanging import Unchanging, WrittenOnce
from sessions.models import Session
from surveys.choices import Language, Matched, Mode
from surveys.models.instruments import Item
from surveys.models.participants import Participant, Wave


class ResponseQuerySet(Unchanging["Response"]):
    CHANGED = "An answer that was sent is never changed."
    DELETED = "An answer that was sent is never deleted."


class Response(WrittenOnce):
    """One pupil's answers in one wave: one character per item of the frozen version."""

    client_id = models.UUIDField(unique=True)
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT)
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT)
    codes = models.CharField(max_length=200)
    matched = models.CharField(max_length=9, choices=Matched, default=Matched.EXACT)
    mode = models.CharField(max_length=6, choices=Mode, default=Mode.ONLINE)
    language = models.CharField(max_length=2, choices=Language, default=Language.ENGLISH)
    answered_on = models.DateField()
    seconds = models.PositiveIntegerField(
        null=True, help_text="From the first question to sending; empty on paper."
    )

    objects = ResponseQuerySet.as_manager()

    class Privacy:
        personal = {"participant", "codes", "answered_on", "seconds"}
        plain = {"id", "client_id", "wave", "matched", "mode", "language"}

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                name="response_once_per_wave",
                fields=["participant", "wave"],
                violation_error_message="This code has already answered.",
            )
        ]
        indexes = [models.Index(fields=["wave", "participant"], name="response_by_wave")]

    def __str__(self) -> str:
        return f"Response {self.pk}"


class OpenAnswer(models.Model):
    """Own words to one item; kept beside the codes and never in a data file."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE)
    item = models.ForeignKey(Item, on_delete=models.PROTECT)
    text = models.CharField(max_length=500)

    class Privacy:
        personal = {"response", "text"}
        plain = {"id", "item"}

    class Meta:
        constraints = [
            models.UniqueConstraint(name="open_answer_once", fields=["response", "item"])
        ]

    def __str__(self) -> str:
        return f"Own words {self.pk}"


class SurveyTally(models.Model):
    """How many answered for each day, kept beside it; written by the action that stores answers."""

    session = models.OneToOneField(Session, primary_key=True, on_delete=models.CASCADE)
    before = models.PositiveSmallIntegerField(default=0)
    after = models.PositiveSmallIntegerField(default=0)
    paired = models.PositiveSmallIntegerField("answered before and after", default=0)
    follow_up = models.PositiveSmallIntegerField(default=0)
    follow_up_2 = models.PositiveSmallIntegerField(default=0)

    class Privacy:
        personal: set[str] = set()
        plain = {"session", "before", "after", "paired", "follow_up", "follow_up_2"}

    def __str__(self) -> str:
        return f"Answers of day {self.pk}"
