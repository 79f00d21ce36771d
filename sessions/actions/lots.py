"""Drawing the lot, once: which schools come early, and which wait as the comparison group."""

import datetime
import secrets
from collections.abc import Collection, Iterable, Mapping

from django.db import transaction

from accounts.models import AuditEvent, User
from core.problems import refuse, store
from programmes.models import Programme
from schools.models import School
from schools.rules.rural import rural_class
from sessions.models import Lot, LotSchool
from sessions.rules.lot import MARKS, METHOD, Entry, draw, lot_problems, strata

NO_COUNCIL = "no council"  # of the one grant-aided school
NO_MARKS = "none"
SEED_BYTES = 16


def strata_of(schools: Iterable[School], marks: Collection[str]) -> dict[str, str]:
    """The stratum of each school by SEED code, as the register has it now; wants the councils."""
    return strata([_entry(school) for school in schools], marks)


@transaction.atomic
def draw_lot(
    *,
    programme: Programme,
    schools: Collection[School],
    marks: Collection[str],
    seed: str = "",
    by: User,
    now: datetime.datetime,
) -> Lot:
    """Draw the lot of a programme among ``schools``, sorted by ``marks`` of ``rules.lot.MARKS``.

    Without ``seed`` the machine draws one. ``Refused`` when a lot has been drawn, also a moment ago
    by somebody else, or when a rule of the lot is broken. Wants the schools' councils loaded.
    """
    seed = seed or secrets.token_hex(SEED_BYTES)
    refuse(lot_problems([school.seed_code for school in schools], marks, seed))
    lot = Lot(
        programme=programme,
        seed=seed,
        method=METHOD,
        strata="|".join(mark for mark in MARKS if mark in marks) or NO_MARKS,
        drawn_at=now,
        drawn_by=by,
    )
    store(lot)
    _put_in_turns(lot, schools, marks)
    AuditEvent.record(
        by=by,
        verb="drew the lot",
        target=lot,
        programme_id=programme.pk,
        count=len(schools),
        at=now,
    )
    return lot


def _put_in_turns(lot: Lot, schools: Collection[School], marks: Collection[str]) -> None:
    stratum_of = strata_of(schools, marks)
    turns = draw(lot.seed, stratum_of)
    LotSchool.objects.bulk_create(
        LotSchool(
            lot=lot,
            school=school,
            stratum=stratum_of[school.seed_code],
            turn=turns[school.seed_code],
        )
        for school in schools
    )


def drawn_again(lot: Lot, recorded: Iterable[LotSchool]) -> Mapping[str, str]:
    """The turn of each school by SEED code, from the seed and the strata on record."""
    return draw(lot.seed, {row.school.seed_code: row.stratum for row in recorded})


def _entry(school: School) -> Entry:
    return Entry(
        seed_code=school.seed_code,
        council=school.council.name if school.council else NO_COUNCIL,
        rural_class=rural_class(school.urban_rural_8 or school.urban_rural_6),
        roll=school.roll,
    )
