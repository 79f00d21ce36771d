"""An instrument as a pupil sees it on a phone: the real pages in a frame, nothing stored."""

from csp.constants import SELF
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import Request, requires
from accounts.roles import P
from surveys.choices import Language, WaveKind
from surveys.display.pupil import choices_html, words_html
from surveys.display.pupil_words import ENGLISH, plain, said, spoken_words
from surveys.display.waves import WAVE_NAMES
from surveys.models import InstrumentVersion
from surveys.questionnaire import forget_words, instrument_of, spoken_by_language
from surveys.rules.answers import Missing
from surveys.rules.instrument import Instrument, Kind


@requires(P.VIEW_MATCHING)
@require_safe
def instrument_phone(request: Request, pk: int, kind: str) -> HttpResponse:
    """The frame, with the waves and the languages to choose from."""
    version = get_object_or_404(InstrumentVersion, pk=pk)
    _asked(instrument_of(pk), kind)
    language = _language(request, pk)
    codes = (ENGLISH, *spoken_by_language(pk))
    context = {
        "version": version,
        "kind": kind,
        "wave": WAVE_NAMES[WaveKind(kind)],
        "language": language,
        "languages": [(code, Language(code).label) for code in codes],
        "waves": [(k.value, name) for k, name in WAVE_NAMES.items()],
        "frame": f"{_address(pk, kind, 1)}?language={language}",
    }
    return render(request, "surveys/instrument_phone.html", context)


@requires(P.VIEW_MATCHING)
@require_safe
def instrument_phone_question(request: Request, pk: int, kind: str, n: int) -> HttpResponse:
    """One question in the pupil's own page; one past the last says that it ends here."""
    get_object_or_404(InstrumentVersion, pk=pk)
    language, held = _language(request, pk), instrument_of(pk)
    if language != ENGLISH:
        held = spoken_by_language(pk)[language].instrument
    total = _asked(held, kind)
    if not 1 <= n <= total + 1:
        raise Http404
    words = spoken_words(language)
    context = {
        "w": words,
        "language": language,
        "heading": words[f"heading_{kind}"],
        "number": n,
        "total": total,
        "step": said(language, "step", number=n, total=total),
        "back": f"{_address(pk, kind, n - 1)}?language={language}" if n > 1 else "",
        "again": f"{_address(pk, kind, 1)}?language={language}",
        "to": _address(pk, kind, n + 1),
        "is_preview": True,
        "title": plain(language, "step", number=n, total=total)[0],
        "stop_reading": plain(language, "stop_reading")[0],
    }
    if language != ENGLISH:
        context["page_language"] = language
    if n > total:
        return _framed(render(request, "surveys/instrument_phone_end.html", context))
    item = held.items_for(kind)[n - 1]
    context["may_decline"] = item.kind is not Kind.TEXT
    if item.kind is Kind.TEXT:
        context["item_html"] = words_html(item, "", language)
    else:
        context["item_html"] = choices_html(item, Missing.LEFT_BLANK.value, language)
    return _framed(render(request, "surveys/question.html", context))


def _framed(response: HttpResponse) -> HttpResponse:
    """A page that may stand in a frame of our own pages, and in no other."""
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response._csp_replace = {"frame-ancestors": [SELF]}  # type: ignore[attr-defined]
    return response


def _asked(held: Instrument, kind: str) -> int:
    """How many questions a wave asks. Raises ``Http404`` for no wave, or none to ask."""
    total = len(held.items_for(kind)) if kind in WaveKind.values else 0
    if not total:
        raise Http404
    return total


def _language(request: Request, pk: int) -> str:
    forget_words(pk)  # another worker may have kept words just written
    asked = request.GET.get("language", ENGLISH)
    return asked if asked in spoken_by_language(pk) else ENGLISH


def _address(pk: int, kind: str, n: int) -> str:
    return reverse("surveys:instrument_phone_question", args=[pk, kind, n])
