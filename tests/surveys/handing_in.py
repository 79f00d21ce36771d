"""A shared tablet without a browser: seals answers, hands them in, hears what became of them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from surveys.actions.tablets import open_tablet
from surveys.choices import WaveKind
from surveys.models import Participant, Tablet, Wave
from tests import cast, cast_days, cast_surveys
from tests.surveys.sealed import sealed_for

ANSWERS = "/tablet/answers/"
WORDS = "I will ask them to slow down."


@dataclass(frozen=True)
class Shared:
    """One opened tablet with its token."""

    tablet: Tablet
    token: str

    @property
    def wave(self) -> Wave:
        return self.tablet.wave

    def told(self, participant: Participant, **other: Any) -> dict[str, Any]:
        """What a device seals of one pupil's answers."""
        return {
            "code": participant.code,
            "version": self.wave.version_id,
            "codes": cast_surveys.record(self.wave),
            "words": {"plan": WORDS},
            "language": "en",
            "seconds": 240,
            "on": cast.TODAY.isoformat(),
        } | other

    def seal(self, answers: Any, client_id: UUID | None = None) -> dict[str, str]:
        client_id = client_id or uuid4()
        return {"id": str(client_id), "sealed": sealed_for(self.tablet, client_id, answers)}

    def sealed(self, participant: Participant, **other: Any) -> dict[str, str]:
        return self.seal(self.told(participant, **other))

    def post(self, body: Any, **headers: str) -> Any:
        raw = body if isinstance(body, bytes | str) else json.dumps(body)
        told = {"Authorization": f"Tablet {self.token}"} | headers
        return Client().post(ANSWERS, raw, content_type="application/json", headers=told)

    def send(self, *sealed: dict[str, str]) -> list[str]:
        """The receipts, in the order in which the answers were sent."""
        receipts = self.post(list(sealed)).json()["receipts"]
        return [receipts[one["id"]] for one in sealed]


def shared(kind: WaveKind = WaveKind.AFTER, pupils: int = 5) -> tuple[Shared, list[Participant]]:
    """A tablet opened on the day itself, and the pupils of that day."""
    of = cast.programme()
    wave = cast_surveys.wave(of, kind, version=cast_surveys.small_version())
    session = cast_days.session_day(of, date=cast.TODAY, cars=1 + pupils // 6)
    coded = cast_surveys.coded(cast_days.booking(session, pupils))
    return opened(wave, coded), coded


def opened(wave: Wave, coded: Sequence[Participant]) -> Shared:
    """Another tablet for the same pupils."""
    session = coded[0].session
    assert session is not None
    by = cast.coordinator(wave.programme)
    return Shared(*open_tablet(wave=wave, of=session, by=by, today=cast.TODAY))
