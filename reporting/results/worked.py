"""A programme's results, worked out from one state of the database."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from programmes.models import Programme
from reporting.export.drawing import drawn, snapshot
from reporting.export.files import wave_files
from reporting.results.background import background
from reporting.results.load import study_of

if TYPE_CHECKING:
    from reporting.rules.column import WaveFile

READING = "Reading the answers."
Tell = Callable[[str], None]
Result = dict[str, Any]


def worked_out(programme: Programme, *, on_progress: Tell | None = None) -> Result:
    """The document of ``surveys.analysis.analyse`` for whom a release would hold now.

    Reads in one snapshot and reckons after it, so that nobody who answers meanwhile is held up.
    """
    if on_progress is not None:
        on_progress(READING)
    with snapshot(), drawn(programme):
        reckon = reading(programme, wave_files(programme))
    return reckon(on_progress)


def reading(
    programme: Programme, waves: Sequence[tuple[int, "WaveFile"]]
) -> Callable[[Tell | None], Result]:
    """Read what is drawn; what it gives back reckons, and needs the database no more.

    For a release: call this inside its snapshot and ``drawn``, the rest at any time, and hand the
    result to ``actions.keep_analysis``.
    """
    study = study_of(programme, waves)
    beside = background(programme, waves)

    def reckon(on_progress: Tell | None = None) -> Result:
        from surveys.analysis.analyse import analyse

        declared = as_declared(beside["declared"])
        return {**analyse(study, **declared, on_progress=on_progress), "runway": beside}

    return reckon


def as_declared(declared: Mapping[str, Any] | None) -> dict[str, Any]:
    """What was declared, as ``analyse`` takes it: the primary outcome and the subgroups."""
    if declared is None:
        return {"primary": None, "subgroups": ()}
    return {
        "primary": (declared["scale"], declared["wave"]),
        "subgroups": tuple(declared["subgroups"]),
    }
