"""Draws a release: who is in it, under which new number, in one snapshot of the database.

The drawn numbers live in temporary tables of the connection, so that the database itself joins
and orders while Python only joins cells: memory stays flat at any size.
"""

import hmac
import secrets
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Exists, OuterRef, Q, QuerySet

from programmes.models import Programme
from reporting.choices import Coarser
from reporting.rules.packed import HEAD, filled_up
from reporting.rules.person import person_columns
from schools.models import School
from sessions.choices import Consent
from surveys.models import Participant, Response
from surveys.rules.study_ids import study_id

BLOCK = 5_000

# From a column of a participant to its cell. Each is a number or a word of ours, so that no cell
# needs quotes. The dose counts marks that no other mark replaces, as ``sessions.tallies`` does.
# Where the key has been deleted on its date, or nobody has marked anything yet, the answers stay
# and what the pupil did is not known; of the comparison group there is nothing to know.
_CELLS = {
    "study_id": "d.study_id",
    "arm": "CASE WHEN p.session_id IS NULL THEN 'WAITING' ELSE 'DAY' END",
    "school": "d.school",
    "lot": "COALESCE(ls.turn, '')",
    "rural_class": "d.rural",
    "day_month": "substr(CAST(COALESCE(s.date, g.counts_from) AS text), 1, 7)",
    "year_group": "p.year_group",
    "age": "COALESCE(CAST(p.age_on_day AS text), '')",
    "came": "CASE WHEN dose.place_id IS NULL THEN '' ELSE CAST(dose.came AS text) END",
    "minutes": "CASE WHEN dose.place_id IS NULL THEN ''"
    " ELSE CAST(COALESCE(dose.minutes, 0) AS text) END",
    "saw_demonstration": "CASE WHEN dose.place_id IS NULL THEN '' ELSE CAST(dose.saw AS text) END",
    "services": "CASE WHEN dose.minutes IS NULL THEN '' ELSE COALESCE(crew.services, '') END",
}
_BAND = "CASE WHEN p.year_group IN ('S1', 'S2', 'S3') THEN 'S1 to S3' ELSE 'S4 to S6' END"
_HEADS = """
INSERT INTO release_head
SELECT d.study_id, d.participant_id, COALESCE(s.date, g.counts_from), d.is_small, {head}
FROM release_draw d
JOIN surveys_participant p ON p.id = d.participant_id
LEFT JOIN airfield_sessions_session s ON s.id = p.session_id
LEFT JOIN surveys_comparisongroup g ON g.id = p.group_id
LEFT JOIN airfield_sessions_lot l ON l.programme_id = p.programme_id
LEFT JOIN airfield_sessions_lotschool ls ON ls.lot_id = l.id AND ls.school_id = p.school_id
LEFT JOIN surveys_codekey k ON k.participant_id = p.id
LEFT JOIN airfield_sessions_place pl ON pl.id = k.place_id
LEFT JOIN release_dose dose ON dose.place_id = pl.id
LEFT JOIN release_crew crew ON crew.car_id = pl.car_id
ORDER BY d.study_id
"""
_DOSE = """
INSERT INTO release_dose
SELECT k.place_id,
       MAX(CASE WHEN m.kind IN ('HERE', 'DROVE') THEN 1 ELSE 0 END),
       MAX(CASE WHEN m.kind = 'DROVE' THEN m.minutes END),
       MAX(CASE WHEN m.kind = 'SAW_DEMONSTRATION' THEN 1 ELSE 0 END)
FROM release_draw d
JOIN surveys_codekey k ON k.participant_id = d.participant_id
JOIN airfield_sessions_mark m ON m.place_id = k.place_id
WHERE NOT EXISTS (SELECT 1 FROM airfield_sessions_mark r WHERE r.replaces_id = m.id)
GROUP BY k.place_id
"""
_CREW = """
INSERT INTO release_crew
SELECT c.car_id,
       MAX(CASE WHEN c.service = 'POLICE' THEN 'P' ELSE '' END)
       || MAX(CASE WHEN c.service = 'FIRE' THEN 'F' ELSE '' END)
       || MAX(CASE WHEN c.service = 'AMBULANCE' THEN 'A' ELSE '' END)
FROM airfield_sessions_crewseat c
JOIN airfield_sessions_session s ON s.id = c.session_id
WHERE c.car_id IS NOT NULL AND s.programme_id = %s
GROUP BY c.car_id
"""
# Each with its key: joined as subqueries without one, a national season took many minutes.
_TABLES = {
    "release_draw": "participant_id bigint PRIMARY KEY, study_id text NOT NULL,"
    " school text NOT NULL, rural text NOT NULL, is_small integer NOT NULL",
    "release_dose": "place_id bigint PRIMARY KEY, came integer, minutes integer, saw integer",
    "release_crew": "car_id bigint PRIMARY KEY, services text NOT NULL",
    "release_head": "study_id text PRIMARY KEY, participant_id bigint NOT NULL, day date NOT NULL,"
    " is_small integer NOT NULL, head text NOT NULL",
}

_BY_KEY = " WITHOUT ROWID"  # rows in the order of study ids, in which all files are read


@dataclass(frozen=True)
class Drawn:
    """How large a drawn release is."""

    participants: int
    schools: int


@contextmanager
def snapshot() -> Iterator[None]:
    """One state of the database for all files of a release, without holding up writers."""
    if connection.in_atomic_block:  # the caller's transaction is the snapshot
        yield
        return
    is_sqlite = connection.vendor == "sqlite"
    begin = "BEGIN DEFERRED" if is_sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")  # reading only; the temporary tables go with it


@contextmanager
def drawn(
    programme: Programme,
    *,
    secret: bytes | None = None,
    coarser: Collection[Coarser] = (),
    blanked: Collection[int] = (),
) -> Iterator[Drawn]:
    """Number participants and schools anew in temporary tables, and drop these at the end.

    In a release is who is expected to answer, or did; who refused the survey never is. All
    numbers follow from ``secret`` (32 bytes), which is drawn here and forgotten where none is
    given. ``blanked`` are the participants of whom nothing more is told than what they answered.
    Raises ``ValueError`` when two participants draw the same study id.
    """
    secret = secret or secrets.token_bytes(32)
    with connection.cursor() as cursor:
        _drop(cursor)
        for table, columns in _TABLES.items():
            kept = _BY_KEY if table == "release_head" and connection.vendor == "sqlite" else ""
            cursor.execute(f"CREATE TEMPORARY TABLE {table} ({columns}){kept}")
        schools = _school_numbers(secret, programme)
        participants = _draw(cursor, programme, secret, schools, blanked)
        cursor.execute(_DOSE)
        cursor.execute(_CREW, [programme.pk])
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE release_draw, release_dose, release_crew")
        cursor.execute(_HEADS.format(head=_head(coarser)))
        yield Drawn(participants, len(schools))
        _drop(cursor)  # after an error the end of the transaction takes them


def _draw(
    cursor: CursorWrapper,
    programme: Programme,
    secret: bytes,
    schools: Mapping[int, tuple[str, str]],
    blanked: Collection[int],
) -> int:
    """Give each participant a study id, some thousand at a time; returns how many there are."""
    people = in_release(programme).order_by("pk").values_list("pk", "school_id")
    last = drawn_so_far = 0
    while block := list(people.filter(pk__gt=last)[:BLOCK]):
        rows = [
            (pk, study_id(secret, pk), *schools[school], int(pk in blanked)) for pk, school in block
        ]
        cursor.executemany("INSERT INTO release_draw VALUES (%s, %s, %s, %s, %s)", rows)
        last, drawn_so_far = block[-1][0], drawn_so_far + len(block)
    cursor.execute("SELECT COUNT(DISTINCT study_id) FROM release_draw")
    if cursor.fetchone()[0] != drawn_so_far:
        raise ValueError("Two participants share a study id. Draw a new secret.")
    return drawn_so_far


def _head(coarser: Collection[Coarser]) -> str:
    """The expression that joins a participant's cells, those that this release tells.

    It has one width for all, see ``rules.packed``.
    """
    cells = dict(_CELLS)
    if Coarser.YEAR_BANDS in coarser:
        cells["year_group"] = _BAND
    if Coarser.BLANK_SMALL in coarser:
        for name in ("year_group", "age"):
            cells[name] = f"CASE WHEN d.is_small = 1 THEN '' ELSE {cells[name]} END"
    joined = " || ',' || ".join(cells[column.name] for column in person_columns(coarser))
    return filled_up(f"({joined})", HEAD)


def in_release(programme: Programme) -> QuerySet[Participant]:
    """Who would be in a release frozen now."""
    place = "codekey__place__"
    refused = Q(**{f"{place}consent_survey": Consent.NO})
    kept = Q(**{f"{place}withdrawn_at": None, f"{place}booking__released_at": None})
    answered = Exists(Response.objects.filter(participant=OuterRef("pk")))
    people = Participant.objects.filter(programme=programme).exclude(refused)
    return people.filter(kept | answered)


def _school_numbers(secret: bytes, programme: Programme) -> dict[int, tuple[str, str]]:
    """Number and rural class of each school; from 1, in an order that follows from the secret."""

    def place(school: tuple[int, str]) -> bytes:
        return hmac.digest(secret, f"school {school[0]}".encode(), "sha256")

    ours = School.objects.filter(pk__in=in_release(programme).order_by().values("school"))
    shuffled = sorted(ours.values_list("pk", "urban_rural_6"), key=place)
    return {pk: (str(n), rural_class(words)) for n, (pk, words) in enumerate(shuffled, start=1)}


def rural_class(published: str) -> str:
    """The 6-fold urban-rural class in three levels, so that it tells less of the school."""
    text = published.lower()
    for level, words in {"urban": "urban", "small town": "town", "rural": "rural"}.items():
        if words in text:
            return level
    return "not known"


def _drop(cursor: CursorWrapper) -> None:
    for table in _TABLES:
        cursor.execute(f"DROP TABLE IF EXISTS {table}")
