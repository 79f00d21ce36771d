"""Paper sheets as their pages show them: what can be printed, what waits, how well it is keyed."""

from dataclasses import dataclass

from surveys.choices import Language, WaveKind
from surveys.display.pupil_words import plain, pupil_words
from surveys.display.waves import WAVE_NAMES
from surveys.models import InstrumentVersion, Wave
from surveys.paper.sheet import Frame, Paper
from surveys.questionnaire import instrument_of, spoken_by_language


def languages(version_id: int) -> list[tuple[str, str]]:
    """The languages in which a version can be printed: English, and all that are complete."""
    spoken = spoken_by_language(version_id)
    return [(one.value, str(one.label)) for one in Language if one == "en" or one.value in spoken]


def paper_of(version: InstrumentVersion, kind: str, language: str = Language.ENGLISH) -> Paper:
    """The sheet of a wave of this kind; in English where the language is not complete."""
    spoken = spoken_by_language(version.pk).get(language)
    return Paper(
        instrument=spoken.instrument if spoken else instrument_of(version.pk),
        wave=kind,
        name=str(version),
        frame=_frame(kind, str(language) if spoken else Language.ENGLISH.value),
        language=str(language) if spoken else "en-GB",
    )


def _frame(kind: str, language: str) -> Frame:
    def said(key: str) -> str:
        return plain(language, key)[0]

    page = pupil_words()["paper_page"]
    return Frame(
        title=said(f"heading_{kind}"),
        lead=said("paper_lead"),
        privacy=said("paper_privacy"),
        date=said("paper_date"),
        code=said("code"),
        rather_not=said("rather_not"),
        page=page[language] or page["en"],
    )


@dataclass(frozen=True)
class Printable:
    """A survey of which sheets can be printed."""

    pk: int
    kind: str
    name: str
    version: str
    version_id: int
    languages: list[tuple[str, str]]


def printable(wave: Wave) -> Printable:
    """A wave with its version read along."""
    return Printable(
        pk=wave.pk,
        kind=wave.kind,
        name=WAVE_NAMES[WaveKind(wave.kind)],
        version=str(wave.version),
        version_id=wave.version_id,
        languages=languages(wave.version_id),
    )
