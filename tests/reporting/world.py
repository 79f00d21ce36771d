"""Small worlds for the tests of releases and reports, made through actions."""

import datetime
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from django.core.files import File

from accounts.models import User
from accounts.roles import Role
from programmes.models import Programme
from reporting.actions.releases import Wish, freeze_release
from reporting.models import Freezing, Release
from schools.models import School
from sessions.actions.places import Consents, record_consents
from sessions.models import Booking, Session
from surveys.choices import Mode, WaveKind
from surveys.models import CodeKey, Participant, Wave
from surveys.questionnaire import instrument_of
from surveys.rules.instrument import Kind
from tests import cast, cast_days, cast_surveys


@dataclass
class World:
    """A programme with waves, and the pupils of its days in the order in which they came."""

    programme: Programme = field(default_factory=cast.programme)
    waves: dict[str, Wave] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for kind in (WaveKind.BEFORE, WaveKind.AFTER):
            self.waves[kind] = cast_surveys.wave(self.programme, kind)
        self.evaluator: User = cast.person(self.programme, Role.EVALUATOR)

    def held_day(self, days: int = -3, *, cars: int = 3, crewed: bool = False) -> Session:
        """A day that is past on ``cast.TODAY``."""
        session = cast_days.session_day(self.programme, date=cast.day(days), cars=cars)
        if crewed:
            cast_days.crewed(session)
        return session

    def pupils(
        self, session: Session, n: int, *, school: School | None = None, first: int = 0
    ) -> list[Participant]:
        """Named pupils with study codes, booked in time."""
        booked = self.booking(session, n, school=school)
        return cast_surveys.coded(booked, first=first)

    def booking(self, session: Session, n: int, *, school: School | None = None) -> Booking:
        before = cast_days.at_day(session) - datetime.timedelta(days=30)
        return cast_days.booking(session, n, school=school, now=before)

    def both(
        self,
        participant: Participant,
        before: Mapping[str, int | str] | None = None,
        after: Mapping[str, int | str] | None = None,
    ) -> None:
        """Answers to both waves."""
        cast_surveys.answer(participant, self.waves[WaveKind.BEFORE], before)
        cast_surveys.answer(participant, self.waves[WaveKind.AFTER], after)

    def drove(self, participant: Participant, minutes: int = 30) -> None:
        place = CodeKey.objects.get(participant=participant).place
        cast_days.marked(place, "DROVE", minutes=minutes)

    def refuses_survey(self, participant: Participant) -> None:
        place = CodeKey.objects.select_related("place__booking").get(participant=participant).place
        record_consents(
            booking=place.booking,
            consents={place.pk: Consents(take_part="YES", survey="NO", photographs="NO")},
            by=cast.coordinator(self.programme),
        )

    def frozen(
        self,
        purpose: str = "A test.",
        recipient: str = "Dr A. Weir",
        freezing: Freezing | None = None,
        **rest: Any,
    ) -> Release:
        return freeze_release(
            programme=self.programme,
            wish=Wish.of(purpose=purpose, recipient=recipient, **rest),
            freezing=freezing,
            by=self.evaluator,
            now=cast.NOW,
        )


def files_of(release: Release) -> dict[str, bytes]:
    """Every file of a release by name."""
    with release.file.open("rb") as stored, zipfile.ZipFile(_whole(stored)) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def _whole(stored: File) -> io.BytesIO:
    return io.BytesIO(stored.read())


def random_answers(random: Random, wave: Wave) -> dict[str, int | str]:
    """Answers of every sort: values, blanks, rather not say."""
    items = instrument_of(wave.version_id).items_for(wave.kind)
    found: dict[str, int | str] = {}
    for item in items:
        offered: list[int | str] = [option.value for option in item.options]
        if item.kind is not Kind.TEXT:
            found[item.code] = random.choice([*offered, "", "!"])
    return found


def random_world(seed: int, n: int = 12) -> World:
    """Two schools, of whose pupils some answer both waves, some one, some none."""
    random = Random(seed)
    world = World()
    session = world.held_day()
    for first in (0, n // 2):
        for participant in world.pupils(session, n // 2, first=first):
            for wave in world.waves.values():
                if random.random() < 0.7:
                    cast_surveys.answer(
                        participant,
                        wave,
                        random_answers(random, wave),
                        seconds=random.choice([None, 20, 300]),
                        mode=random.choice(list(Mode)),
                    )
    return world
