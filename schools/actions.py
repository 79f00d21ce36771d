"""What is written about schools: the register that was read, and who speaks for a school."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import fields

from django.db import transaction

from accounts.models import AuditEvent, User
from core.problems import Refused, store
from schools.models import Council, School, SchoolContact, SchoolQuerySet
from schools.rules.councils import council_name
from schools.rules.register import Changes, RegisterRow, register_changes

REGISTER = "school register"  # the kind under which a reading stands in the record
READ = "read the register"  # its verb, followed by the year that the register's title names
_FIELDS = [field.name for field in fields(RegisterRow)]
_COLUMNS = [name for name in _FIELDS if name not in {"seed_code", "council_code"}]
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class CannotRead(Refused):
    """The register cannot be taken as it is."""


class CannotLink(Refused):
    """The contact cannot be given this account."""


# --- the register -------------------------------------------------------------------------------


def would_change(*, rows: Sequence[RegisterRow], complete: bool) -> Changes:
    """What taking these rows would change; nothing is written.

    ``complete=False`` says that rows of the file could not be read: then no school counts as
    missing, for it may be in one of those. Raises ``CannotRead`` where there is no school at all.
    """
    if not rows:
        raise CannotRead("The file has no secondary school. Choose another file.")
    old = {row.seed_code: row for row in map(_as_row, _in_register())}
    if not complete:
        kept = {row.seed_code for row in rows}
        old = {seed: row for seed, row in old.items() if seed in kept}
    return register_changes(old, {row.seed_code: row for row in rows})


def seen(changes: Changes) -> str:
    """A short mark of exactly these changes, to know later whether they are still the same."""
    return hashlib.sha256(repr(changes).encode()).hexdigest()[:16]


@transaction.atomic
def accept_register(
    *,
    rows: Sequence[RegisterRow],
    complete: bool,
    title: str,
    by: User | None,
    as_seen: str = "",
) -> Changes:
    """Take the schools of a register as they are published; returns what changed.

    Schools that are missing from it stay, marked as not in the register. ``by`` is None on the
    command line. With ``as_seen`` (see ``seen``) it refuses to change anything but what somebody
    looked at. The same rows twice change nothing. Raises ``CannotRead``.
    """
    list(School.objects.select_for_update().order_by("seed_code").values_list("pk", flat=True))
    changes = would_change(rows=rows, complete=complete)
    if changes.none:
        return changes
    if as_seen and as_seen != seen(changes):
        raise CannotRead(
            "Somebody else read a register since this preview. Nothing was stored. "
            "Upload the file again to see what it changes now."
        )
    _write(rows, changes)
    year = _YEAR.search(title)
    AuditEvent.record(
        by=by,
        verb=f"{READ} of {year[0]}" if year else READ,
        kind=REGISTER,
        count=len(changes.new) + len(changes.changed) + len(changes.missing),
    )
    return changes


def last_reading() -> AuditEvent | None:
    """The line of the record that says who read the register last, and when."""
    lines = AuditEvent.objects.filter(programme_number=None, target_kind=REGISTER)
    return lines.select_related("by").order_by("-at", "-id").first()


def _write(rows: Sequence[RegisterRow], changes: Changes) -> None:
    by_code = _councils({row.council_code for row in rows if row.council_code})
    wanted = {row.seed_code for row in changes.new} | {c.seed_code for c in changes.changed}
    # In the order of the codes, so that two at once never wait for each other.
    rows = sorted((row for row in rows if row.seed_code in wanted), key=lambda r: r.seed_code)
    School.objects.bulk_create(
        [_as_school(row, by_code) for row in rows],
        update_conflicts=True,
        unique_fields=["seed_code"],
        update_fields=[*_COLUMNS, "council", "in_register"],
    )
    gone = [row.seed_code for row in changes.missing]
    School.objects.filter(seed_code__in=gone).update(in_register=False)


def _councils(codes: set[str]) -> dict[str, Council]:
    Council.objects.bulk_create(
        [Council(code=code, name=council_name(code) or code) for code in sorted(codes)],
        ignore_conflicts=True,
    )
    return {council.code: council for council in Council.objects.filter(code__in=codes)}


def _in_register() -> SchoolQuerySet:
    return School.objects.filter(in_register=True).select_related("council")


def _as_row(school: School) -> RegisterRow:
    code = school.council.code if school.council else ""
    values = {name: getattr(school, name) for name in ("seed_code", *_COLUMNS)}
    return RegisterRow(council_code=code, **values)


def _as_school(row: RegisterRow, by_code: dict[str, Council]) -> School:
    values = {name: getattr(row, name) for name in ("seed_code", *_COLUMNS)}
    return School(council=by_code.get(row.council_code), in_register=True, **values)


# --- contacts -----------------------------------------------------------------------------------


@transaction.atomic
def add_contact(
    *,
    school: School,
    name: str,
    job: str,
    email: str,
    phone: str,
    by: User,
    programme_id: int,
) -> SchoolContact:
    """Write down who speaks for a school; an account with this e-mail address is linked at once.

    The role that lets the person in is given on the people page.
    """
    email = User.objects.normalize_email(email)
    contact = SchoolContact(
        programme_number=programme_id,
        school=school,
        name=name,
        job=job,
        email=email,
        phone=phone,
        user=account_of(email),
    )
    store(contact)
    AuditEvent.record(by=by, verb="added contact", target=contact, programme_id=programme_id)
    return contact


@transaction.atomic
def link_contact(*, contact: SchoolContact, by: User, programme_id: int | None) -> SchoolContact:
    """Give a contact the account that was opened for the e-mail address since."""
    user = account_of(contact.email)
    if user is None:
        raise CannotLink(
            f"Nobody has an account with the e-mail address of {contact.name} yet. "
            "Give the role of school contact on the people page first."
        )
    contact.user = user
    store(contact)
    AuditEvent.record(by=by, verb="linked account", target=contact, programme_id=programme_id)
    return contact


@transaction.atomic
def remove_contact(*, contact: SchoolContact, by: User, programme_id: int | None) -> None:
    """Delete a contact; with an account the person no longer sees the school's pupils."""
    AuditEvent.record(by=by, verb="removed contact", target=contact, programme_id=programme_id)
    contact.delete()


def account_of(email: str) -> User | None:
    """The active person who signs in with this e-mail address, if there is one."""
    return User.objects.filter(email=email, is_active=True).first() if email else None
