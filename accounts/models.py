"""People who sign in, and the record of what each of them did."""

import datetime
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from core.unchanging import Unchanging, WrittenOnce


class UserManager(BaseUserManager["User"]):
    """Makes users; e-mail addresses are kept in lower case, so that one person is one row."""

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        return (email or "").strip().lower()

    def create_user(self, email: str, name: str, password: str | None = None) -> "User":
        user = self.model(email=self.normalize_email(email), name=name)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=self.normalize_email(username))


class User(AbstractBaseUser):
    """A person who signs in. Roles are held per programme, see ``programmes.Membership``."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    may_set_up = models.BooleanField(
        default=False, help_text="May set up programmes and read the school register."
    )
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Privacy:
        personal = {"email", "name", "password", "last_login"}
        plain = {"id", "is_active", "may_set_up", "joined_at"}

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="user_email_lower_case",
                condition=models.Q(email=Lower("email")),
                violation_error_message="Write the e-mail address in lower case.",
            )
        ]

    def __str__(self) -> str:
        return self.name


LOOKED_AT = "looked at"  # how the verb of each line begins that says who read what


class AuditQuerySet(Unchanging["AuditEvent"]):
    """The record is read and added to, never changed."""

    CHANGED = "The record of what happened cannot be changed."
    DELETED = "The record of what happened cannot be deleted."

    def visible_to(self, programme_id: int | None) -> Self:
        return self.filter(programme_number=programme_id)

    def changes(self) -> Self:
        """Without the lines that only say who read what."""
        return self.exclude(verb__startswith=LOOKED_AT)


class AuditEvent(WrittenOnce):
    """One line of who did what to which thing, written in the transaction that did it."""

    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    # Plain numbers: programmes stand a floor above, and the record outlives what it names.
    programme_number = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=60)
    target_kind = models.CharField(max_length=40)
    target_number = models.BigIntegerField(null=True)
    count = models.PositiveIntegerField(default=1, help_text="How many rows it touched.")

    objects = AuditQuerySet.as_manager()

    class Privacy:
        personal = {"by"}
        plain = {
            "id",
            "at",
            "programme_number",
            "verb",
            "target_kind",
            "target_number",
            "count",
        }

    class Meta:
        base_manager_name = "objects"
        indexes = [
            models.Index(fields=["programme_number", "-at", "-id"], name="audit_by_time"),
            models.Index(fields=["target_kind", "target_number"], name="audit_by_target"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_kind} {self.target_number or ''}".strip()

    @classmethod
    def record(
        cls,
        *,
        by: User | None,
        verb: str,
        target: models.Model | None = None,
        kind: str = "",
        programme_id: int | None = None,
        count: int = 1,
        at: datetime.datetime | None = None,
    ) -> "AuditEvent":
        """Write one line. ``by`` is None for a pupil, who has no account. No personal values."""
        event = cls(
            at=at or timezone.now(),
            by=by,
            programme_number=programme_id,
            verb=verb,
            target_kind=kind or (str(target._meta.verbose_name) if target else ""),
            target_number=target.pk if target else None,
            count=count,
        )
        event.save()
        return event
