"""Waves by API: the rounds of answers, and how many came."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from ninja import Router

from accounts.roles import P
from core.small_numbers import show_count
from reporting.api.door import BearerToken
from reporting.api.releases import PROBLEMS
from reporting.api.shapes import WaveOut
from surveys.choices import WaveKind
from surveys.display.waves import WAVE_NAMES
from surveys.models import Response, Wave

router = Router(tags=["Waves"], auth=BearerToken(P.VIEW_MATCHING))


@router.get("/waves", response={200: list[WaveOut], **PROBLEMS}, summary="Rounds of answers")
def list_waves(request: HttpRequest) -> list[WaveOut]:
    """The surveys of the programme in order of time, with the answers so far; 1 to 4 are hidden."""
    programme: Any = request.programme  # type: ignore[attr-defined]
    waves = list(Wave.objects.filter(programme=programme).select_related("version"))
    counted = Response.objects.filter(wave__in=waves).order_by().values_list("wave")
    answers = dict(counted.annotate(Count("pk")))
    order = list(WaveKind)
    waves.sort(key=lambda wave: order.index(WaveKind(wave.kind)))
    return [_shown(wave, answers.get(wave.pk, 0)) for wave in waves]


def _shown(wave: Wave, answers: int) -> WaveOut:
    count = show_count(answers)
    return WaveOut(
        kind=wave.kind,
        name=WAVE_NAMES[WaveKind(wave.kind)],
        version=str(wave.version),
        opens_days=wave.opens_days,
        closes_days=wave.closes_days,
        asks_day=wave.asks_day,
        asks_waiting=wave.asks_waiting,
        answers=count.value,
        answers_shown=str(count),
    )
