"""What both invented seasons are asked: the rules, and counts that were added up."""

import datetime
from typing import Any

from django.db.models import Count

from core.grid import km_between, miles, place_of
from programmes.models import Programme
from sessions.models import Booking, CarOnDay, CrewSeat, Session, Tally
from sessions.roster.load import load_season, roster_now
from sessions.rules.crews import COACHES_PER_CAR, Seat, car_problems
from sessions.rules.roster import roster_problems
from sessions.tallies import recount
from surveys.models import SurveyTally
from surveys.tallies import COUNTED, count_answers

NO_ANSWERS = dict.fromkeys(COUNTED, 0)


def full_cars() -> list[list[Seat]]:
    """The seats of each car that has two coaches."""
    seats: dict[int, list[Seat]] = {car.pk: [] for car in CarOnDay.objects.all()}
    for seat in CrewSeat.objects.filter(car__isnull=False).select_related("car", "coach"):
        seats[seat.car_id or 0].append(Seat(str(seat.car), str(seat.coach), seat.service))
    return [crew for crew in seats.values() if len(crew) == COACHES_PER_CAR]


def crew_problems() -> list[str]:
    """What the rules say against crews of two, and against each coach who sits anywhere."""
    said = [problem for crew in full_cars() for problem in car_problems(crew[0].car, crew)]
    for seat in CrewSeat.objects.select_related("coach"):
        said += seat.coach.fit_problems(seat.date)
    return said


def newcomers_together() -> list[int]:
    """Cars in which two newcomers sit."""
    cars = CarOnDay.objects.filter(crewseat__coach__newcomer=True)
    return [car.pk for car in cars.annotate(new=Count("crewseat")) if car.new > 1]


def too_far() -> list[str]:
    """Seats farther from their coach's station than he travels."""
    said = []
    for seat in CrewSeat.objects.select_related("coach", "session__airfield"):
        home = place_of(seat.coach.grid_reference)
        place = place_of(seat.session.airfield.grid_reference)
        if home and place and seat.coach.most_miles is not None:
            far = miles(km_between(home, place))
            if far > seat.coach.most_miles:
                said.append(f"{seat}: {far:.0f} miles")
    return said


def roster_problems_to_come(programme: Programme, today: datetime.date) -> list[str]:
    """What the checker of rosters says of all seats from today on."""
    season = load_season(programme, today)
    seats = roster_now(season)
    assert len(seats) > 0
    return list(roster_problems(season, seats))


def places_taken() -> dict[int, tuple[int, int]]:
    """Of each day what it says of its places, and what its bookings add up to."""
    booked = dict.fromkeys(Session.objects.values_list("pk", flat=True), 0)
    for booking in Booking.objects.standing_now():
        booked[booking.session_id] += booking.places
    return {day.pk: (day.places_taken, booked[day.pk]) for day in Session.objects.all()}


def tallies() -> list[Any]:
    """All tallies, as they stand."""
    return list(Tally.objects.order_by("pk").values())


def tallies_counted_anew() -> list[Any]:
    for pk in Session.objects.values_list("pk", flat=True):
        recount(pk)
    return tallies()


def answers_kept() -> dict[int, dict[str, int]]:
    """Of each day the answers that its tally says, without days that have none."""
    rows = {row.pop("session"): row for row in SurveyTally.objects.values("session", *NO_ANSWERS)}
    return {pk: row for pk, row in rows.items() if row != NO_ANSWERS}


def answers_counted() -> dict[int, dict[str, int]]:
    found = count_answers(list(Session.objects.values_list("pk", flat=True)))
    return {pk: row for pk, row in found.items() if row != NO_ANSWERS}
