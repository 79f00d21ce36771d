"""Seasons from files: read or refused with the place, solved, and checked from outside."""

import importlib.util
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from sessions.roster.greedy import by_hand
from sessions.roster.instance_file import read_instance, rows
from sessions.roster.json_places import BadFile
from sessions.roster.solve import solve
from sessions.rules.roster import points
from sessions.rules.season import Duty, Limits, Seat
from sessions.rules.weights import Weights
from tests.sessions.invented import date

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "roster"
BEST = {"small": 1679, "season": 21_514, "season_tight": 33_145}

COACH = {
    "id": "C1",
    "service": "police",
    "home": [0, 0.5],
    "max_km": 100,
    "max_per_month": 2,
    "max_total": 8,
    "prior_load": 1,
    "pvg": ["2026-01-01", "2029-01-01"],
    "trained": ["2026-01-01", "2029-01-01"],
    "novice": False,
    "lead": True,
    "demo": True,
    "languages": ["gd"],
    "availability": "0.",
}
FILE = {
    "format": "predriver-roster/1",
    "services": ["police", "fire", "ambulance"],
    "dates": ["2027-05-10", "2027-05-11"],
    "venues": [{"id": "V1", "xy": [30, 40]}],
    "rules": {"rolling_window_days": 7, "rolling_window_max": 2, "novices_at_most_cars": True},
    "weights": {
        "uncrewed_car": 1000,
        "missing_demo": 500,
        "missing_lead": 400,
        "missing_language": 30,
        "preference": {"0": 0, "1": 2},
        "km_per_point": 10,
        "fairness": 3,
    },
    "sessions": [
        {
            "id": "S1",
            "date": "2027-05-10",
            "venue": 0,
            "cars": 1,
            "need": {"coach": 2, "demo_fire": 0, "demo_ambulance": 0, "lead": 1},
            "languages": {"gd": 1},
        }
    ],
    "coaches": [COACH, COACH | {"id": "C2", "service": "fire", "availability": "1."}],
}


def test_file_is_read_whole() -> None:
    season = read_instance(json.dumps(FILE))
    (day,), (one, other) = season.days, season.people
    assert (day.id, day.name, day.date) == ("S1", "S1, Monday 10 May", date(0))
    assert (day.cars, day.place, day.languages) == (1, (30.0, 40.0), {"gd": 1})
    assert day.need == {Duty.DEMO_FIRE: 0, Duty.DEMO_AMBULANCE: 0, Duty.LEAD: 1}
    assert (one.id, one.service, one.marks) == ("C1", "POLICE", {date(0): "0"})
    assert (one.home, one.most_km, one.most_a_month, one.most_in_season) == ((0, 0.5), 100, 2, 8)
    assert (one.prior, one.newcomer, one.may_lead, one.may_demonstrate) == (1, False, True, True)
    assert one.languages == frozenset({"gd"})
    assert (other.service, other.marks) == ("FIRE", {date(0): "1"})
    assert season.limits == Limits(7, 2, True)
    assert season.weights == Weights(1000, 500, 400, 30, {"0": 0, "1": 2}, 10, 3)


def test_file_with_a_mark_of_its_encoding_is_read() -> None:
    assert read_instance(b"\xef\xbb\xbf" + json.dumps(FILE).encode()).days[0].id == "S1"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The file is not JSON: line 1, column 1."),
        ('{"format":\n oops}', "The file is not JSON: line 2, column 2."),
        (b"\xff\xfe", "The file is not text in UTF-8."),
        ("[" * 200_000, "The file is nested too deeply."),
        ("9" * 5000, "The file holds a number that is too long."),
        ('{"dates": 1, "dates": 2}', "The key 'dates' stands twice in one object."),
        ("[]", "the file: must be an object."),
        ("{}", "format: is missing."),
        ('{"format": "predriver-roster/2"}', "format: must be predriver-roster/1."),
        ('{"format": 1}', "format: must be text."),
    ],
)
def test_what_is_not_such_a_file_is_refused(text: str | bytes, sentence: str) -> None:
    with pytest.raises(BadFile) as bad:
        read_instance(text)
    assert bad.value.sentences[0] == sentence


def put(path: str, value: object) -> Callable[[dict], None]:
    """Write a value to a place such as coaches.0.availability."""
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]

    def change(file: Any) -> None:
        for part in way:
            file = file[part]
        file[last] = value

    return change


def drop(path: str) -> Callable[[dict], None]:
    """Take a key away."""
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]

    def change(file: Any) -> None:
        for part in way:
            file = file[part]
        del file[last]

    return change


WHOLE = "must be a whole number from 0 to 1,000,000,000."
DATE = "must be a date such as 2027-03-14."


@pytest.mark.parametrize(
    ("change", "sentences"),
    [
        (drop("coaches"), ["coaches: is missing."]),
        (put("coaches", {}), ["coaches: must be a list."]),
        (put("coaches.1", 7), ["coaches[1]: must be an object."]),
        (put("coaches.1.id", "C1"), ["coaches[1].id: C1 stands twice."]),
        (put("coaches.1.id", ""), ["coaches[1].id: must be text."]),
        (drop("coaches.1.id"), ["coaches[1].id: is missing."]),
        (put("coaches.0.service", "army"), ["coaches[0].service: unknown service 'army'."]),
        (put("coaches.0.service", 3), ["coaches[0].service: must be text."]),
        (
            put("coaches.0.availability", "0.0"),
            ["coaches[0].availability: has 3 marks for 2 dates."],
        ),
        (put("coaches.0.availability", ""), ["coaches[0].availability: must be text."]),
        (
            put("coaches.0.availability", "x?"),
            [
                "coaches[0].availability: unknown mark '?'.",
                "coaches[0].availability: unknown mark 'x'.",
            ],
        ),
        (put("coaches.0.home", [1]), ["coaches[0].home: must be a list of two."]),
        (
            put("coaches.0.home", ["a", 1e300]),
            [
                "coaches[0].home[0]: must be a number of at most 1,000,000,000.",
                "coaches[0].home[1]: must be a number of at most 1,000,000,000.",
            ],
        ),
        (
            put("coaches.0.max_km", float("nan")),
            ["coaches[0].max_km: must be a number of at most 1,000,000,000."],
        ),
        (put("coaches.0.max_total", -1), [f"coaches[0].max_total: {WHOLE}"]),
        (put("coaches.0.max_total", 1.5), [f"coaches[0].max_total: {WHOLE}"]),
        (put("coaches.0.max_per_month", True), [f"coaches[0].max_per_month: {WHOLE}"]),
        (
            put("coaches.0.pvg.0", "2027-02-30"),
            [f"coaches[0].pvg[0]: {DATE}"],
        ),
        (put("coaches.0.trained", None), ["coaches[0].trained: must be a list of two."]),
        (put("coaches.0.novice", "no"), ["coaches[0].novice: must be true or false."]),
        (put("coaches.0.languages", "gd"), ["coaches[0].languages: must be a list."]),
        (
            put("sessions.0.date", "2027-05-12"),
            ["sessions[0].date: is not one of the dates of the file."],
        ),
        (
            put("sessions.0.date", "20270510"),
            [f"sessions[0].date: {DATE}"],
        ),
        (
            put("sessions.0.venue", 1),
            ["sessions[0].venue: must be less than the number of venues, 1."],
        ),
        (put("sessions.0.cars", "8"), [f"sessions[0].cars: {WHOLE}"]),
        (drop("sessions.0.need.lead"), ["sessions[0].need.lead: is missing."]),
        (put("sessions.0.need", 1), ["sessions[0].need: must be an object."]),
        (put("sessions.0.languages", []), ["sessions[0].languages: must be an object."]),
        (put("sessions.0.id", None), ["sessions[0].id: must be text."]),
        (put("dates.1", "2027-05-10"), ["dates[1]: 2027-05-10 stands twice."]),
        (put("dates.1", "soon"), [f"dates[1]: {DATE}"]),
        (put("services.0", "army"), None),
        (
            put("weights.km_per_point", 0),
            [f"weights.km_per_point: {WHOLE.replace('0', '1', 1)}"],
        ),
        (put("weights.preference", {"0": -1, "1": 2}), [f"weights.preference.0: {WHOLE}"]),
        (put("rules.rolling_window_max", None), [f"rules.rolling_window_max: {WHOLE}"]),
        (put("venues.0", {"id": "V1"}), ["venues[0].xy: is missing."]),
    ],
)
def test_each_problem_is_told_with_its_place(
    change: Callable[[dict], None], sentences: list[str] | None
) -> None:
    file = json.loads(json.dumps(FILE))
    change(file)
    with pytest.raises(BadFile) as bad:
        read_instance(json.dumps(file))
    if sentences is None:
        assert bad.value.sentences == [
            "services[0]: unknown service 'army': police, fire or ambulance.",
            "coaches[0].service: unknown service 'police'.",
        ]
    else:
        assert bad.value.sentences == sentences


def test_many_problems_are_cut_short() -> None:
    file = FILE | {"coaches": [7] * 30}
    with pytest.raises(BadFile) as bad:
        read_instance(json.dumps(file))
    assert len(bad.value.sentences) == 21
    assert bad.value.sentences[-1] == "And 10 more."


def test_roster_is_written_in_the_order_of_sessions() -> None:
    seats = [Seat("C2", "S2", Duty.CAR), Seat("C9", "S1", Duty.LEAD), Seat("C1", "S1", Duty.CAR)]
    assert rows(seats) == [["C1", "S1", "coach"], ["C9", "S1", "lead"], ["C2", "S2", "coach"]]


def said(path: Path, *more: str) -> str:
    out = io.StringIO()
    call_command("solve_roster", str(path), *more, stdout=out)
    return out.getvalue()


def test_command_prints_one_object(tmp_path: Path) -> None:
    path = tmp_path / "season.json"
    path.write_text(json.dumps(FILE))
    found = json.loads(said(path, "--json", "--seconds", "5"))
    assert found.pop("seconds") < 5
    assert found == {
        "status": "optimal",
        "objective": 2 + 5 + 5 + 9 + 9 + 400,
        "bound": 430,
        "roster": [["C1", "S1", "coach"], ["C2", "S1", "coach"]],
        "short": ["S1, Monday 10 May: nobody leads."],
    }


def test_command_prints_a_summary(tmp_path: Path) -> None:
    path = tmp_path / "season.json"
    path.write_text(json.dumps(FILE))
    lines = said(path).splitlines()
    assert lines[0] == "1 day, 2 coaches."
    assert lines[1].startswith("430 points, proven best; bound 430; ")
    assert lines[2] == "1 of 1 car crewed."
    assert lines[-1] == "C2 S1 coach"


def test_command_refuses_with_the_place(tmp_path: Path) -> None:
    path = tmp_path / "season.json"
    with pytest.raises(CommandError, match="can’t be read: No such file or directory"):
        said(path)
    path.write_text("{}")
    with pytest.raises(CommandError, match=r"can’t be used\.\nformat: is missing\."):
        said(path)
    with pytest.raises(CommandError, match=r"Give --seconds a number above 0\."):
        said(path, "--seconds", "0")


needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="The shared seasons (../shared/data/roster) are not here."
)


def _score(name: str, seats: frozenset[Seat]) -> tuple[int, dict, list]:
    spec = importlib.util.spec_from_file_location("score", SHARED / "score.py")
    assert spec is not None
    assert spec.loader is not None
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    found: tuple[int, dict, list] = score.score(
        json.loads((SHARED / f"{name}.json").read_text()), rows(seats)
    )
    return found


@needs_shared
@pytest.mark.parametrize("name", BEST)
def test_shared_season_is_proven_at_the_points_of_the_table(name: str) -> None:
    season = read_instance((SHARED / f"{name}.json").read_bytes())
    found = solve(season)
    total, _, broken = _score(name, found.seats)
    assert (total, found.objective, found.bound, broken) == (BEST[name],) * 3 + ([],)
    assert found.seats == solve(season).seats


@needs_shared
@pytest.mark.parametrize("name", BEST)
def test_shared_checker_counts_as_ours(name: str) -> None:
    season = read_instance((SHARED / f"{name}.json").read_bytes())
    hand = by_hand(season)
    total, parts, broken = _score(name, hand)
    ours = points(season, hand)
    assert broken == []
    assert (sum(ours.values()), {k: n for k, n in ours.items() if n}) == (
        total,
        {k: n for k, n in parts.items() if n},
    )
