"""Opens accounts for people, tells them how to sign in, and notes what they read."""

from functools import partial

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Model
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import LOOKED_AT, AuditEvent, User
from core.problems import Refused, checked, store


class CannotOpenAccount(Refused):
    """The account cannot be opened as asked."""


def account_for(*, email: str, name: str) -> User:
    """The account of this e-mail address, opened without a password if it is new.

    A part of larger actions, which write the audit line. An account that is there keeps its name.
    """
    address = User.objects.normalize_email(email)
    user = User.objects.filter(email=address).first()
    if user is None:
        user = User(email=address, name=name.strip())
        user.set_unusable_password()
        store(user)
    if not user.is_active:
        raise CannotOpenAccount("This person's account is closed. Use another e-mail address.")
    return user


@transaction.atomic
def open_founder(*, email: str, name: str, password: str | None, by: User | None) -> User:
    """Let a person set up programmes; ``by`` is None on the command line.

    An account that is there keeps its name, and its password where none is given.
    """
    user = account_for(email=email, name=name)
    user.may_set_up = True
    if password:
        user.set_password(password)
    checked(user)
    user.save()
    AuditEvent.record(by=by, verb="let a person set up programmes", target=user)
    return user


def set_password_link(user: User) -> str:
    """An address where this person, and nobody else, can choose a password; works for 3 days."""
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    path = reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(user),
            "key": default_token_generator.make_token(user),
        },
    )
    return f"{settings.SITE_URL}{path}"


def invite(*, user: User, role: str, programme: str) -> None:
    """Write to a person that he holds a role, once the transaction stands.

    Somebody without a password gets a link to choose one. The letter names no person.
    """
    link = "" if user.has_usable_password() else set_password_link(user)
    letter = render_to_string(
        "accounts/mail/invitation.txt",
        {
            "role": role,
            "programme": programme,
            "link": link,
            "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 3600),
            "site": settings.SITE_URL,
        },
    )
    send = partial(
        send_mail,
        subject="Your role in Runway",
        message=letter,
        from_email=None,
        recipient_list=[user.email],
    )
    transaction.on_commit(send, robust=True)  # what is stored stands, even if the mail does not go


@transaction.atomic
def note_reading(
    *,
    what: str,
    target: Model | None = None,
    kind: str = "",
    count: int,
    programme_id: int | None,
    by: User,
) -> None:
    """Put on record that ``by`` saw ``count`` rows of personal data: "pupils", "study codes".

    ``target`` is what they hang on, such as a day; a list that hangs on nothing has a ``kind``.
    """
    AuditEvent.record(
        by=by,
        verb=f"{LOOKED_AT} {what}",
        target=target,
        kind=kind,
        programme_id=programme_id,
        count=count,
    )
