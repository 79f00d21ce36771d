"""Sums over all days of a programme, in SQL: building the same in the ORM costs ten times more.

The season page is opened all day; the two statements below are the only ones of the page that
read more rows than it shows, and each reads one short row for a day.
"""

import datetime
from typing import NamedTuple

from django.db import connection

DAYS = """
SELECT COUNT(*),
       SUM(CASE WHEN day.state = 'CALLED_OFF' THEN 1 ELSE 0 END),
       SUM(CASE WHEN day.state = 'OPEN' AND day.date < %s THEN 1 ELSE 0 END),
       COUNT(DISTINCT day.airfield_id),
       SUM(tally.drove),
       SUM(CASE WHEN day.state = 'OPEN' AND day.date >= %s
                THEN 2 * tally.cars - tally.seats_filled ELSE 0 END),
       SUM(answers.after),
       SUM(answers.paired)
  FROM airfield_sessions_session day
  LEFT JOIN airfield_sessions_tally tally ON tally.session_id = day.id
  LEFT JOIN surveys_surveytally answers ON answers.session_id = day.id
 WHERE day.programme_id = %s
"""

SCHOOLS = """
SELECT COUNT(DISTINCT booked.school_id),
       COUNT(DISTINCT CASE WHEN council.code = %s THEN booked.school_id END),
       (SELECT COUNT(*)
          FROM schools_school school
          JOIN schools_council area ON area.id = school.council_id
         WHERE area.code = %s AND school.in_register)
  FROM airfield_sessions_booking booked
  JOIN airfield_sessions_session day ON day.id = booked.session_id
  JOIN schools_school school ON school.id = booked.school_id
  JOIN schools_council council ON council.id = school.council_id
 WHERE day.programme_id = %s AND day.state = 'OPEN' AND booked.released_at IS NULL
"""


class Totals(NamedTuple):
    """Counts of all days; ``seats_to_fill`` are seats in cars of days to come."""

    days: int
    called_off: int
    done: int
    airfields: int
    drove: int
    seats_to_fill: int
    after: int
    paired: int


class Schools(NamedTuple):
    """Schools with a booking that stands; ``in_area`` are those of the register there."""

    booked: int
    booked_in_area: int
    in_area: int


def totals_of(programme_id: int, today: datetime.date) -> Totals:
    """Counts of the programme's season as it stands on a date."""
    on = today.isoformat()
    return Totals(*_numbers(DAYS, on, on, programme_id))


def schools_of(programme_id: int, council_code: str) -> Schools:
    """How many schools have booked, and how many there are in a council's area."""
    return Schools(*_numbers(SCHOOLS, council_code, council_code, programme_id))


def _numbers(statement: str, *values: str | int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return [number or 0 for number in row or ()]
