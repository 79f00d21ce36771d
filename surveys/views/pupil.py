"""A pupil answers with a code: no account, no login session, one question a screen."""

import datetime
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import open_to_all
from core.dates import LONDON, now, today
from core.problems import Refused
from surveys.actions.answers import Entrant, Sent, find_entrant, store_answers
from surveys.display.pupil import choices_html, left_out, words_html
from surveys.forms.pupil import CodeForm
from surveys.models import Wave
from surveys.questionnaire import forget_wave, wave_by_link
from surveys.rules.answers import Missing, empty_record, read_posted
from surveys.rules.codes import show_code
from surveys.rules.instrument import Instrument, Item, Kind
from surveys.views import answer_cookie
from surveys.views.answer_cookie import Carried

NO_ACCOUNT = "pupils answer with a code and have no account"
TRY_AGAIN = "Your answers are not stored yet. They are safe on this screen: send them again."
RATHER_NOT = Missing.RATHER_NOT_SAY.value
only_get_and_post = require_http_methods(["GET", "HEAD", "POST"])


@open_to_all(NO_ACCOUNT)
@only_get_and_post
def enter(request: HttpRequest, link: str) -> HttpResponse:
    """Says what this is, and takes the code."""
    wave, instrument = _found(link)
    carried = answer_cookie.read(request, wave)
    form = CodeForm(request.POST or None)
    if "again" in request.POST:
        response: HttpResponse = redirect("surveys:enter", link)
        answer_cookie.forget(response, wave)
        return response
    if request.method == "POST" and form.is_valid():
        try:
            entrant = find_entrant(wave=wave, typed=form.cleaned_data["code"], today=today())
        except Refused as reason:
            form.add_error("code", reason.sentences)
        else:
            return _begin(wave, instrument, entrant, carried)
    context = {"form": form, "kind": wave.kind, "carried": carried}
    if carried is not None and not form.is_bound:
        context["go_on"] = _where(instrument, wave, carried)
    return _page(request, wave, "surveys/enter.html", context, carried)


@open_to_all(NO_ACCOUNT)
@only_get_and_post
def question(request: HttpRequest, link: str, n: int) -> HttpResponse:
    """One question; asks the database nothing."""
    wave, instrument = _found(link)
    items = instrument.items_for(wave.kind)
    if not 1 <= n <= len(items):
        raise Http404
    carried = answer_cookie.read(request, wave)
    if carried is None:
        return redirect("surveys:enter", link)
    item, problems = items[n - 1], []
    if request.method == "POST":
        try:
            carried = _answered(request, wave, instrument, item, carried)
            response = _onward(wave, instrument, carried, n)
            answer_cookie.write(response, wave, carried)
        except Refused as reason:
            problems = reason.sentences
        else:
            return response
    context = {
        "item_html": _item_html(item, carried),
        "problems": problems,
        "number": n,
        "total": len(items),
        "back": n - 1,
        "link": link,
        "may_decline": item.kind is not Kind.TEXT,
        "was_corrected": n == 1 and carried.matched == "CORRECTED",
    }
    return _page(request, wave, "surveys/question.html", context, carried)


@open_to_all(NO_ACCOUNT)
@only_get_and_post
def send(request: HttpRequest, link: str) -> HttpResponse:
    """The last page: what was left out, and the button that sends."""
    wave, instrument = _found(link)
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
    wave, _ = _found(link)
    client_id = answer_cookie.read_receipt(request, wave)
    if client_id is None:
        return redirect("surveys:enter", link)
    return _page(request, wave, "surveys/receipt.html", {"number": client_id.hex[:8].upper()})


def _found(link: str) -> tuple[Wave, Instrument]:
    try:
        return wave_by_link(link)
    except Wave.DoesNotExist:
        raise Http404 from None


def _page(
    request: HttpRequest,
    wave: Wave,
    template: str,
    context: dict[str, Any],
    carried: Carried | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page that no browser keeps: computers are shared."""
    context["heading"] = wave.get_kind_display()
    if carried is not None:
        context["study_code"] = show_code(carried.code)
    response = render(request, template, context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _begin(
    wave: Wave, instrument: Instrument, entrant: Entrant, carried: Carried | None
) -> HttpResponse:
    if carried is not None and carried.code == entrant.code:  # the same pupil, back again
        return redirect(_where(instrument, wave, carried))
    response = redirect("surveys:question", wave.link, 1)
    begun = Carried(
        participant_id=entrant.participant_id,
        session_id=entrant.session_id,
        code=entrant.code,
        matched=str(entrant.matched),
        client_id=uuid4().hex,
        version_id=wave.version_id,
        codes=empty_record(instrument, wave.kind),
        own_words={},
        begun_at=int(now().timestamp()),
    )
    answer_cookie.forget(response, wave, answer_cookie.RECEIPT)
    answer_cookie.write(response, wave, begun)
    return response


def _where(instrument: Instrument, wave: Wave, carried: Carried) -> str:
    """The address at which a pupil who comes back goes on: after the last question answered."""
    blank = {left.number for left in left_out(instrument, wave.kind, carried.codes)}
    total = len(instrument.items_for(wave.kind))
    last = max(set(range(1, total + 1)) - blank, default=0)
    return _address(wave, total, total + 1 if carried.seen_all else last + 1)


def _onward(wave: Wave, instrument: Instrument, carried: Carried, n: int) -> HttpResponse:
    """To the next question; who has been at the end goes to the next left out, or to the end."""
    total = len(instrument.items_for(wave.kind))
    following = n + 1
    if carried.seen_all:
        blank = left_out(instrument, wave.kind, carried.codes)
        following = next((left.number for left in blank if left.number > n), total + 1)
    return redirect(_address(wave, total, following))


def _address(wave: Wave, total: int, n: int) -> str:
    return f"/s/{wave.link}/{n if n <= total else 'send'}/"


def _item_html(item: Item, carried: Carried) -> str:
    if item.kind is Kind.TEXT:
        return words_html(item, carried.own_words.get(item.code, ""))
    return choices_html(item, carried.codes[item.position - 1])


def _answered(
    request: HttpRequest, wave: Wave, instrument: Instrument, item: Item, carried: Carried
) -> Carried:
    """The answers with the one that was posted. Raises ``Refused`` for one that is not offered."""
    given = request.POST.getlist("answer")
    text = RATHER_NOT if RATHER_NOT in given else "".join(given[:1])
    before, after = carried.codes[: item.position - 1], carried.codes[item.position :]
    if not text and carried.codes[item.position - 1] == RATHER_NOT:
        return carried  # Next, without choosing anything else
    posted = read_posted(instrument, wave.kind, {item.code: _tidy(text)})
    own_words = {code: said for code, said in carried.own_words.items() if code != item.code}
    return carried.with_record(
        before + posted.codes[item.position - 1] + after, {**own_words, **posted.own_words}
    )


def _tidy(text: str) -> str:
    """Line ends as one character, and none that no keyboard makes: PostgreSQL refuses some."""
    return "".join(c for c in text.replace("\r\n", "\n") if c >= " " or c in "\n\t")


def _send_page(
    request: HttpRequest,
    wave: Wave,
    instrument: Instrument,
    carried: Carried,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "left": left_out(instrument, wave.kind, carried.codes),
        "total": len(instrument.items_for(wave.kind)),
        "link": wave.link,
        "problems": problems,
    }
    return _page(request, wave, "surveys/send.html", context, carried, status)


def _store(
    request: HttpRequest, wave: Wave, instrument: Instrument, carried: Carried
) -> HttpResponse:
    at = now()
    begun = datetime.datetime.fromtimestamp(carried.begun_at, LONDON)
    client_id = UUID(hex=carried.client_id)
    sent = Sent(
        client_id=client_id,
        codes=carried.codes,
        own_words=carried.own_words,
        seconds=max(0, int(at.timestamp()) - carried.begun_at),
        begun_on=begun.date(),
    )
    try:
        store_answers(
            wave=wave, instrument=instrument, entrant=carried.entrant, sent=sent, today=today()
        )
    except Refused as reason:
        forget_wave(wave.link)
        context = {"sentences": reason.sentences, "link": wave.link}
        response = _page(request, wave, "surveys/not_stored.html", context, status=409)
    except DatabaseError:
        return _send_page(request, wave, instrument, carried, [TRY_AGAIN], status=503)
    else:
        response = redirect("surveys:receipt", wave.link)
        answer_cookie.write_receipt(response, wave, client_id)
    answer_cookie.forget(response, wave)
    return response
