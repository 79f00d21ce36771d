"""Draws a release: who is in it, under which new number, in one snapshot of the database.

The drawn numbers live in temporary tables of the connection, so that the database itself joins
and orders while Python only joins cells: memory stays flat at any size.
"""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from programmes.models import Programme
from schools.models import School
from sessions.choices import Consent
from surveys.models import Participant, Response
from surveys.rules.study_ids import study_ids

BLOCK = 5_000

# One line a participant. Everything in it is a number or a word of ours, so that no cell needs
# quotes. The dose counts marks that no other mark replaces, as ``sessions.tallies`` does. Where
# the key has been deleted on its date the answers stay, and what the pupil did is not known.
_HEADS = """
CREATE TEMPORARY TABLE release_head AS
SELECT d.study_id, d.participant_id, s.date AS day,
       d.study_id || ',' || d.school || ',' || d.rural || ','
       || substr(CAST(s.date AS text), 1, 7) || ',' || p.year_group || ','
       || CAST(p.age_on_day AS text) || ',' || CASE WHEN pl.id IS NULL THEN ',,,' ELSE
            CAST(COALESCE(dose.came, 0) AS text)
            || ',' || CAST(COALESCE(dose.minutes, 0) AS text)
            || ',' || CAST(COALESCE(dose.saw, 0) AS text)
            || ',' || CASE WHEN dose.minutes IS NULL THEN '' ELSE COALESCE(crew.services, '') END
          END AS head
FROM release_draw d
JOIN surveys_participant p ON p.id = d.participant_id
JOIN airfield_sessions_session s ON s.id = p.session_id
LEFT JOIN surveys_codekey k ON k.participant_id = p.id
LEFT JOIN airfield_sessions_place pl ON pl.id = k.place_id
LEFT JOIN release_dose dose ON dose.place_id = pl.id
LEFT JOIN release_crew crew ON crew.car_id = pl.car_id
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
    " school text NOT NULL, rural text NOT NULL",
    "release_dose": "place_id bigint PRIMARY KEY, came integer, minutes integer, saw integer",
    "release_crew": "car_id bigint PRIMARY KEY, services text NOT NULL",
}


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
def drawn(programme: Programme) -> Iterator[Drawn]:
    """Number participants and schools anew in temporary tables, and drop these at the end.

    In a release is who is expected to answer, or did; who refused the survey never is.
    """
    people = list(in_release(programme).values_list("pk", "school_id"))
    ids = study_ids(secrets.token_bytes(32), (pk for pk, _ in people))
    schools = _school_numbers({school for _, school in people})
    rows = [(pk, ids[pk], *schools[school]) for pk, school in people]
    with connection.cursor() as cursor:
        _drop(cursor)
        for table, columns in _TABLES.items():
            cursor.execute(f"CREATE TEMPORARY TABLE {table} ({columns})")
        cursor.executemany("INSERT INTO release_draw VALUES (%s, %s, %s, %s)", rows)
        cursor.execute(_DOSE)
        cursor.execute(_CREW, [programme.pk])
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE release_draw, release_dose, release_crew")
        cursor.execute(_HEADS)
        yield Drawn(len(people), len(schools))
        _drop(cursor)  # after an error the end of the transaction takes them


def in_release(programme: Programme) -> QuerySet[Participant]:
    """Who would be in a release frozen now."""
    place = "codekey__place__"
    refused = Q(**{f"{place}consent_survey": Consent.NO})
    kept = Q(**{f"{place}withdrawn_at": None, f"{place}booking__released_at": None})
    answered = Exists(Response.objects.filter(participant=OuterRef("pk")))
    people = Participant.objects.filter(programme=programme).exclude(refused)
    return people.filter(kept | answered)


def _school_numbers(school_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    shuffled = sorted(school_ids)
    secrets.SystemRandom().shuffle(shuffled)
    classes = dict(School.objects.filter(pk__in=shuffled).values_list("pk", "urban_rural_6"))
    return {pk: (str(n), rural_class(classes[pk])) for n, pk in enumerate(shuffled, start=1)}


def rural_class(published: str) -> str:
    """The 6-fold urban-rural class in three levels, so that it tells less of the school."""
    text = published.lower()
    for level, words in {"urban": "urban", "small town": "town", "rural": "rural"}.items():
        if words in text:
            return level
    return "not known"


def _drop(cursor: object) -> None:
    for table in ("release_head", *_TABLES):
        cursor.execute(f"DROP TABLE IF EXISTS {table}")  # type: ignore[attr-defined]
