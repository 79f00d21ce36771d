"""What all pages of a pupil share: the shell, the code, and the language that was chosen."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from surveys.choices import Language
from surveys.display.pupil_words import ENGLISH, plain, spoken_words
from surveys.models import Wave
from surveys.questionnaire import spoken_by_language, wave_by_link
from surveys.rules.codes import show_code
from surveys.rules.instrument import Instrument
from surveys.views.answer_cookie import Carried

NO_ACCOUNT = "pupils answer with a code and have no account"


@dataclass(frozen=True)
class Speaking:
    """The language of a pupil's page, and the questions in it."""

    language: str
    instrument: Instrument


def speaking(wave: Wave, instrument: Instrument, asked: str) -> Speaking:
    """The language that is asked for, where every question is written in it; else English.

    For English nothing is looked up: most pages are in English.
    """
    spoken = spoken_by_language(wave.version_id).get(asked) if asked != ENGLISH else None
    if spoken is None:
        return Speaking(ENGLISH, instrument)
    return Speaking(asked, spoken.instrument)


def language_choice(wave: Wave) -> list[tuple[str, str]]:
    """The languages a pupil may choose from, each by its own name; none where there is only one."""
    codes = (ENGLISH, *spoken_by_language(wave.version_id))
    return [(code, str(Language(code).label)) for code in codes] if len(codes) > 1 else []


def page(
    request: HttpRequest,
    wave: Wave,
    template: str,
    context: dict[str, Any],
    carried: Carried | None = None,
    *,
    language: str = ENGLISH,
    title: tuple[str, ...] = (),
    status: int = 200,
    **gaps: int,
) -> HttpResponse:
    """A page that no browser keeps: computers are shared. ``title`` are phrases, the wave last."""
    words = spoken_words(language)
    text, told = plain(language, *title, f"heading_{wave.kind}", **gaps)
    context |= {
        "w": words,
        "language": language,
        "heading": words[f"heading_{wave.kind}"],
        "title": text,
    }
    if language != ENGLISH:
        context |= {"page_language": language, "title_language": told}
    if carried is not None:
        context["study_code"] = show_code(carried.code)
    response = render(request, template, context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def found_wave(link: str) -> tuple[Wave, Instrument]:
    """The wave of an address with its questions. Raises ``Http404``."""
    try:
        return wave_by_link(link)
    except Wave.DoesNotExist:
        raise Http404 from None


def address_of(wave: Wave, total: int, n: int) -> str:
    """Where a question is answered; after the last one, where answers are sent."""
    return f"/s/{wave.link}/{n if n <= total else 'send'}/"
