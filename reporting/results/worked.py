"""A programme's results, worked out from one state of the database."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from programmes.models import Programme
from reporting.export.drawing import drawn, snapshot
from reporting.export.files import wave_files
from reporting.results.background import background
from reporting.results.load import study_of

READING = "Reading the answers."
Tell = Callable[[str], None]


def worked_out(
    programme: Programme,
    *,
    today: datetime.date,
    until: int | None = None,
    on_progress: Tell | None = None,
) -> dict[str, Any]:
    """The document of ``surveys.analysis.analyse`` for whom a release would hold ``today``.

    With ``until`` of the answers up to that number only. Reads in one snapshot and reckons after
    it, so that nobody who answers meanwhile is held up.
    """
    from surveys.analysis.analyse import analyse

    if on_progress is not None:
        on_progress(READING)
    with snapshot(), drawn(programme):
        waves = wave_files(programme)
        study = study_of(programme, waves, today=today, until=until)
        beside = background(programme, waves, until=until)
    result = analyse(study, **as_declared(beside["declared"]), on_progress=on_progress)
    return {**result, "runway": beside}


def as_declared(declared: Mapping[str, Any] | None) -> dict[str, Any]:
    """What was declared, as ``analyse`` takes it: the primary outcome and the subgroups."""
    if declared is None:
        return {"primary": None, "subgroups": ()}
    return {
        "primary": (declared["scale"], declared["wave"]),
        "subgroups": tuple(declared["subgroups"]),
    }
