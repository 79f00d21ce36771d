"""What a roster is short of, day by day, in plain sentences, from its seats alone."""

from collections import Counter
from collections.abc import Iterable

from core.words import many
from sessions.rules.roster import DUTY_WORDS, most_cars
from sessions.rules.season import Duty, Season, Seat


def short_of(season: Season, seats: Iterable[Seat]) -> Iterable[str]:
    """One sentence for each day that lacks cars, a duty or a language."""
    people = {person.id: person for person in season.people}
    seats = list(seats)
    for day in season.days:
        here = [seat for seat in seats if seat.day == day.id]
        have = Counter(seat.duty for seat in here)
        crew = [people[seat.person] for seat in here if seat.duty == Duty.CAR]
        still = day.cars - most_cars(crew, newcomers_apart=season.limits.newcomers_apart)
        lacks = [f"{many(still, 'car has,cars have')} no crew"] if still else []
        lacks += [
            f"{many(need - have[duty], 'person is,people are')} missing for {DUTY_WORDS[duty]}"
            for duty, need in day.need.items()
            if need > have[duty]
        ]
        for language, need in sorted(day.languages.items()):
            speak = sum(language in person.languages for person in crew)
            if speak < need:
                lacks.append(f"{need - speak} more must speak {language}")
        if lacks:
            yield f"{day.name}: {', '.join(lacks)}."
