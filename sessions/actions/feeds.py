"""The secret address of a coach's calendar feed."""

import secrets

from django.db import transaction

from accounts.models import AuditEvent, User
from programmes.models import Coach

KEY_BYTES = 24  # 192 bits: nobody finds an address by trying


@transaction.atomic
def open_feed(*, coach: Coach, by: User) -> str:
    """Make the address if there is none yet; gives its secret part."""
    kept = Coach.objects.select_for_update(of=("self",)).get(pk=coach.pk)
    return kept.calendar_key or _new_key(kept, by, "opened calendar feed")


@transaction.atomic
def renew_feed(*, coach: Coach, by: User) -> str:
    """Make a new address; the old one is dead from now on."""
    kept = Coach.objects.select_for_update(of=("self",)).get(pk=coach.pk)
    return _new_key(kept, by, "renewed calendar feed")


def _new_key(coach: Coach, by: User, verb: str) -> str:
    key = secrets.token_urlsafe(KEY_BYTES)
    coach.calendar_key = key
    coach.save(update_fields=["calendar_key"])
    AuditEvent.record(by=by, verb=verb, target=coach, programme_id=coach.programme_id)
    return key
