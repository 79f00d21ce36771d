"""The flow of participants: how many of each arm hold a code, answered each wave, and paired."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from reporting.export.files import Waves
from surveys.choices import Arm

HEADER = ("arm", "step", "wave", "schools", "participants", "definition")


@dataclass(frozen=True)
class OfWave:
    """How many of an arm answered a wave, and how many of these answered the first one too."""

    kind: str
    answered: int
    schools: int
    paired: int | None


@dataclass(frozen=True)
class Flow:
    """One arm: schools, participants, and its waves in the order of time."""

    arm: str
    name: str
    schools: int
    participants: int
    waves: tuple[OfWave, ...]


def flow_of(waves: Waves) -> list[Flow]:
    """The flow of what is drawn, an arm each, the day first; to be called inside ``drawn``."""
    answered = "".join(
        f", COUNT(r{n}.id), COUNT(DISTINCT CASE WHEN r{n}.id IS NULL THEN NULL ELSE d.school END),"
        f" SUM(CASE WHEN r0.id IS NULL OR r{n}.id IS NULL THEN 0 ELSE 1 END)"
        for n in range(len(waves))
    )
    joins = "".join(
        f" LEFT JOIN surveys_response r{n}"
        f" ON r{n}.participant_id = d.participant_id AND r{n}.wave_id = %s"
        for n in range(len(waves))
    )
    # Put together from our own words and counted numbers only; values go as parameters.
    query = (
        "SELECT CASE WHEN p.session_id IS NULL THEN 'WAITING' ELSE 'DAY' END AS arm,"  # noqa: S608
        f" COUNT(DISTINCT d.school), COUNT(*){answered} FROM release_draw d"
        f" JOIN surveys_participant p ON p.id = d.participant_id{joins} GROUP BY 1 ORDER BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [pk for pk, _ in waves])
        return [_flow(row, [wave.kind for _, wave in waves]) for row in cursor.fetchall()]


def _flow(row: Sequence[int | str], kinds: Sequence[str]) -> Flow:
    arm, schools, participants, *counts = row
    found = []
    for n, kind in enumerate(kinds):
        answered, of_schools, paired = map(int, counts[3 * n : 3 * n + 3])
        found.append(OfWave(kind, answered, of_schools, paired if n else None))
    return Flow(str(arm), Arm(str(arm)).label, int(schools), int(participants), tuple(found))


def flow_lines(flow: Sequence[Flow]) -> bytes:
    """The flow as CSV, a line a step."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for arm in flow:
        issued = "hold a study code and may be asked, or answered"
        writer.writerow((arm.arm, "in_release", "", arm.schools, arm.participants, issued))
        first = arm.waves[0].kind if arm.waves else ""
        for wave in arm.waves:
            said = "answered this wave"
            writer.writerow((arm.arm, "answered", wave.kind, wave.schools, wave.answered, said))
            if wave.paired is not None:
                both = f"answered this wave and {first}"
                writer.writerow((arm.arm, "paired", wave.kind, "", wave.paired, both))
    return out.getvalue().encode()
