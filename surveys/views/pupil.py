"""A pupil answers with a code: no account, no login session, one question a screen."""

from dataclasses import replace
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from accounts.access import open_to_all
from core.dates import now, today
from core.problems import Refused
from surveys.actions.answers import Entrant, find_entrant
from surveys.display.pupil import choices_html, left_out, words_html
from surveys.display.pupil_words import ENGLISH, filled, is_spoken, plain, said, spoken_words
from surveys.forms.pupil import CodeForm
from surveys.models import Wave
from surveys.rules.answers import Missing, empty_record, read_posted
from surveys.rules.codes import show_code
from surveys.rules.instrument import Instrument, Item, Kind
from surveys.views import answer_cookie
from surveys.views.answer_cookie import Carried
from surveys.views.pupil_page import (
    NO_ACCOUNT,
    Speaking,
    address_of,
    found_wave,
    language_choice,
    page,
    speaking,
)

RATHER_NOT = Missing.RATHER_NOT_SAY.value
only_get_and_post = require_http_methods(["GET", "HEAD", "POST"])


@open_to_all(NO_ACCOUNT)
@only_get_and_post
def enter(request: HttpRequest, link: str) -> HttpResponse:
    """Says what this is, and takes the code; the language of the questions is chosen here."""
    wave, instrument = found_wave(link)
    carried = answer_cookie.read(request, wave)
    if "again" in request.POST:
        response: HttpResponse = redirect("surveys:enter", link)
        answer_cookie.forget(response, wave)
        return response
    held = carried.language if carried is not None else ENGLISH
    asked = request.POST.get("language") or request.GET.get("language") or held
    spoken = speaking(wave, instrument, asked)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            entrant = find_entrant(wave=wave, typed=form.cleaned_data["code"], today=today())
        except Refused as reason:
            form.add_error("code", reason.sentences)
        else:
            return _begin(wave, instrument, entrant, carried, spoken.language)
    return _enter_page(request, wave, instrument, spoken, form, carried)


def _enter_page(
    request: HttpRequest,
    wave: Wave,
    instrument: Instrument,
    spoken: Speaking,
    form: CodeForm,
    carried: Carried | None,
) -> HttpResponse:
    language = spoken.language
    # A label and what stands below it are read as one, so both are in one language.
    whole = is_spoken(language, "your_code", "code_hint") and not form.errors
    code_language = language if whole else ENGLISH
    form.fields["code"].label = plain(code_language, "your_code")[0]
    form.fields["code"].help_text = plain(code_language, "code_hint")[0]
    context = {
        "form": form,
        "about": spoken_words(language)[f"about_{wave.kind}"],
        "languages": language_choice(wave),
        "language_choice": plain(language, "language_choice")[0],
        "code_language": code_language,
    }
    if carried is None or form.is_bound:
        return page(request, wave, "surveys/enter.html", context, carried, language=language)
    context["go_on"] = _where(instrument, wave, carried)
    context["under_way"] = filled(language, "under_way", code=_code_html(carried))
    response = page(request, wave, "surveys/enter.html", context, carried, language=language)
    if carried.language != language:
        answer_cookie.write(response, wave, replace(carried, language=language))
    return response


@open_to_all(NO_ACCOUNT)
@only_get_and_post
def question(request: HttpRequest, link: str, n: int) -> HttpResponse:
    """One question; asks the database nothing."""
    wave, instrument = found_wave(link)
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
    spoken = speaking(wave, instrument, carried.language)
    return _question_page(request, wave, spoken, carried, n, problems)


def _question_page(
    request: HttpRequest,
    wave: Wave,
    spoken: Speaking,
    carried: Carried,
    n: int,
    problems: list[str],
) -> HttpResponse:
    language, items = spoken.language, spoken.instrument.items_for(wave.kind)
    item = items[n - 1]
    at = {"number": n, "total": len(items)}
    context = {
        "item_html": _item_html(item, carried, language),
        "problems": problems,
        "step": said(language, "step", **at),
        "back": address_of(wave, len(items), n - 1) if n > 1 else f"/s/{wave.link}/",
        "may_decline": item.kind is not Kind.TEXT,
        "stop_reading": plain(language, "stop_reading")[0],
        **at,
    }
    if n == 1 and carried.matched == "CORRECTED":
        context["corrected"] = _corrected(wave, carried, language)
    return page(
        request,
        wave,
        "surveys/question.html",
        context,
        carried,
        language=language,
        title=("step",),
        **at,
    )


def _corrected(wave: Wave, carried: Carried, language: str) -> SafeString:
    again = format_html(
        '<a href="/s/{}/">{}</a>', wave.link, spoken_words(language)["corrected_again"]
    )
    return filled(language, "corrected", code=_code_html(carried), again=again)


def _code_html(carried: Carried) -> SafeString:
    return format_html('<b class="rw-code">{}</b>', show_code(carried.code))


def _begin(
    wave: Wave, instrument: Instrument, entrant: Entrant, carried: Carried | None, language: str
) -> HttpResponse:
    if carried is not None and carried.code == entrant.code:  # the same pupil, back again
        response = redirect(_where(instrument, wave, carried))
        answer_cookie.write(response, wave, replace(carried, language=language))
        return response
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
        language=language,
    )
    answer_cookie.forget(response, wave, answer_cookie.RECEIPT)
    answer_cookie.write(response, wave, begun)
    return response


def _where(instrument: Instrument, wave: Wave, carried: Carried) -> str:
    """The address at which a pupil who comes back goes on: after the last question answered."""
    blank = {left.number for left in left_out(instrument, wave.kind, carried.codes)}
    total = len(instrument.items_for(wave.kind))
    last = max(set(range(1, total + 1)) - blank, default=0)
    return address_of(wave, total, total + 1 if carried.seen_all else last + 1)


def _onward(wave: Wave, instrument: Instrument, carried: Carried, n: int) -> HttpResponse:
    """To the next question; who has been at the end goes to the next left out, or to the end."""
    total = len(instrument.items_for(wave.kind))
    following = n + 1
    if carried.seen_all:
        blank = left_out(instrument, wave.kind, carried.codes)
        following = next((left.number for left in blank if left.number > n), total + 1)
    return redirect(address_of(wave, total, following))


def _item_html(item: Item, carried: Carried, language: str) -> SafeString:
    if item.kind is Kind.TEXT:
        return words_html(item, carried.own_words.get(item.code, ""), language)
    return choices_html(item, carried.codes[item.position - 1], language)


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
