"""What results are read beside: declaration, versions, delivery, and up to which answer they go."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Sum

from programmes.models import Programme
from reporting.results.instrument import shared_instrument
from reporting.rules.column import WaveFile
from sessions.choices import SessionState
from sessions.models import Session
from surveys.display.declaring import as_declared, first_later_answer
from surveys.models import Declaration, Response
from surveys.rules.declaring import Standing, standing

if TYPE_CHECKING:
    from reporting.rules.column import WaveFile


def background(
    programme: Programme, waves: Sequence[tuple[int, "WaveFile"]], *, until: int | None = None
) -> dict[str, Any]:
    """Ready for JSON: kept with a result under ``runway``, and true for the same moment.

    ``until`` is the number of the last answer that counts; without it all that are there count.
    """
    files = [wave for _, wave in waves]
    shared = shared_instrument([(wave.kind, wave.instrument) for wave in files])
    counted = Session.objects.filter(programme=programme, state=SessionState.OPEN).aggregate(
        came=Sum("tally__came", default=0), drove=Sum("tally__drove", default=0)
    )
    found = standing_declaration(programme)
    return {
        "waves": [pk for pk, _ in waves],
        "last_answer": until or last_answer([pk for pk, _ in waves]),
        "is_validated": bool(files) and all(wave.is_validated for wave in files),
        "left_out": list(shared.left_out),
        "came": counted["came"],
        "drove": counted["drove"],
        "declared": found and _declared(found),
    }


def _declared(found: Standing) -> dict[str, Any]:
    said = found.declared
    return {
        "scale": said.scale,
        "wave": said.wave,
        "subgroups": list(said.subgroups),
        "on": said.on.isoformat(),
        "in_time": found.in_time,
    }


def last_answer(waves: Sequence[int]) -> int:
    """The number of the newest answer of these waves; 0 when there is none.

    Compared with what has come since; numbers grow, so that one look at the end is enough.
    """
    newest = Response.objects.filter(wave__in=waves).order_by("-pk").values_list("pk", flat=True)
    return newest.first() or 0


def has_newer(waves: Sequence[int], last: int) -> bool:
    """Whether answers have come since the one of this number."""
    return Response.objects.filter(pk__gt=last, wave__in=waves).exists()


def standing_declaration(programme: Programme) -> Standing | None:
    """The declaration that counts for a programme."""
    rows = Declaration.objects.filter(programme=programme).order_by("pk")
    said = [as_declared(row) for row in rows]
    return standing(said, first_later_answer(programme) if said else None)
