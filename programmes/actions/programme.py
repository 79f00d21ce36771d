"""Sets up programmes and changes their rules."""

from django.db import transaction

from accounts.models import AuditEvent, User
from accounts.roles import Role
from core.problems import store
from programmes.models import Membership, Programme


@transaction.atomic
def set_up_programme(
    *,
    name: str,
    area: str,
    school_year: int,
    min_age: int,
    max_age: int,
    slot_minutes: int,
    target_pupils: int,
    by: User,
    invented: bool = False,
) -> Programme:
    """Make a programme and its first co-ordinator, who is whoever sets it up."""
    programme = Programme(
        name=name,
        area=area,
        school_year=school_year,
        min_age=min_age,
        max_age=max_age,
        slot_minutes=slot_minutes,
        target_pupils=target_pupils,
        invented=invented,
    )
    store(programme)
    store(Membership(programme=programme, user=by, role=Role.COORDINATOR))
    AuditEvent.record(by=by, verb="set up a programme", target=programme, programme_id=programme.pk)
    return programme


@transaction.atomic
def change_programme(
    *,
    programme: Programme,
    name: str,
    area: str,
    school_year: int,
    min_age: int,
    max_age: int,
    slot_minutes: int,
    target_pupils: int,
    by: User,
) -> Programme:
    """Change a programme's rules; days that are planned keep what was planned."""
    programme.name = name
    programme.area = area
    programme.school_year = school_year
    programme.min_age = min_age
    programme.max_age = max_age
    programme.slot_minutes = slot_minutes
    programme.target_pupils = target_pupils
    store(programme)
    AuditEvent.record(by=by, verb="changed the rules", target=programme, programme_id=programme.pk)
    return programme
