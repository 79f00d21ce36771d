"""Keys to the API: one person, one programme, until a date."""

from typing import Self

from django.db import models

from accounts.access import Standing
from accounts.models import User
from programmes.models import Programme


class TokenQuerySet(models.QuerySet["Token"]):
    def visible_to(self, standing: Standing) -> Self:
        """One's own only."""
        return self.filter(programme=standing.programme_id, user=standing.user_id)

    def newest_first(self) -> Self:
        return self.order_by("-id")


class Token(models.Model):
    """What a person's program shows to take releases; opens no more than the person may."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT)
    user = models.ForeignKey(User, on_delete=models.PROTECT)
    label = models.CharField("what it is for", max_length=60)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token.")
    made_at = models.DateTimeField()
    ends_on = models.DateField()
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Privacy:
        personal = {"user", "label", "digest", "last_used_on"}
        plain = {"id", "programme", "made_at", "ends_on", "revoked_at"}

    class Meta:
        indexes = [models.Index(fields=["programme", "user", "-id"], name="token_by_person")]

    def __str__(self) -> str:
        return f"Token {self.pk}"
