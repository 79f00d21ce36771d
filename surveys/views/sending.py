"""A pupil sends the answers: the last page, storing them once, the receipt."""

import datetime
from dataclasses import replace
from uuid import UUID

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import open_to_all
from core.dates import LONDON, now, today
from core.problems import Refused
from surveys.actions.answers import Sent, store_answers
from surveys.display.pupil import left_out
from surveys.display.pupil_words import said, spoken_words
from surveys.models import Wave
from surveys.questionnaire import forget_wave
from surveys.rules.instrument import Instrument
from surveys.views import answer_cookie
from surveys.views.answer_cookie import Carried
from surveys.views.pupil_page import NO_ACCOUNT, found_wave, page, speaking

TRY_AGAIN = "Your answers are not stored yet. They are safe on this screen: send them again."


@open_to_all(NO_ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, link: str) -> HttpResponse:
    """The last page: what was left out, and the button that sends."""
    wave, instrument = found_wave(link)
    carried = answer_cookie.read(request, wave)
    if carried is None:
        sent = answer_cookie.read_receipt(request, wave) is not None
        return redirect("surveys:receipt" if sent else "surveys:enter", link)
    if request.method == "POST":
        return _store(request, wave, instrument, carried)
    response = _send_page(request, wave, instrument, carried)
    if not carried.seen_all:
        answer_cookie.write(response, wave, replace(carried, seen_all=True))
    return response


@open_to_all(NO_ACCOUNT)
@require_safe
def receipt(request: HttpRequest, link: str) -> HttpResponse:
    """Says that the answers are stored, for some minutes after they were sent."""
    wave, _ = found_wave(link)
    kept = answer_cookie.read_receipt(request, wave)
    if kept is None:
        return redirect("surveys:enter", link)
    client_id, language = kept
    context = {"number": client_id.hex[:8].upper()}
    return page(
        request, wave, "surveys/receipt.html", context, language=language, title=("stored",)
    )


def _send_page(
    request: HttpRequest,
    wave: Wave,
    instrument: Instrument,
    carried: Carried,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    spoken = speaking(wave, instrument, carried.language)
    language, total = spoken.language, len(instrument.items_for(wave.kind))
    left = left_out(spoken.instrument, wave.kind, carried.codes, language)
    context = {
        "left": left,
        "so_far": _so_far(language, len(left), total),
        "total": total,
        "link": wave.link,
        "problems": problems,
    }
    return page(
        request,
        wave,
        "surveys/send.html",
        context,
        carried,
        language=language,
        title=("send_title",),
        status=status,
    )


def _so_far(language: str, left: int, total: int) -> SafeString:
    if not left:
        return said(language, "been_through", total=total)
    if left == 1:
        return spoken_words(language)["left_out_one"]
    return said(language, "left_out_many", number=left)


def _store(
    request: HttpRequest, wave: Wave, instrument: Instrument, carried: Carried
) -> HttpResponse:
    at = now()
    begun = datetime.datetime.fromtimestamp(carried.begun_at, LONDON)
    client_id = UUID(hex=carried.client_id)
    # What was not complete to the end is no answer in that language.
    language = speaking(wave, instrument, carried.language).language
    sent = Sent(
        client_id=client_id,
        codes=carried.codes,
        own_words=carried.own_words,
        seconds=max(0, int(at.timestamp()) - carried.begun_at),
        begun_on=begun.date(),
        language=language,
    )
    try:
        store_answers(
            wave=wave, instrument=instrument, entrant=carried.entrant, sent=sent, today=today()
        )
    except Refused as reason:
        forget_wave(wave.link)
        context = {"sentences": reason.sentences, "link": wave.link}
        response = page(
            request,
            wave,
            "surveys/not_stored.html",
            context,
            language=language,
            title=("not_stored",),
            status=409,
        )
    except DatabaseError:
        return _send_page(request, wave, instrument, carried, [TRY_AGAIN], status=503)
    else:
        response = redirect("surveys:receipt", wave.link)
        answer_cookie.write_receipt(response, wave, client_id, language)
    answer_cookie.forget(response, wave)
    return response
