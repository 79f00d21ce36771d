"""Writing an instrument in another language, beside the English."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import Request, requires
from accounts.roles import P
from core.problems import Refused
from core.words import many
from surveys.actions.translations import keep_words
from surveys.choices import Language
from surveys.display.instruments import ENGLISH_NAMES
from surveys.display.translations import answer_sets, read_words, rows_of
from surveys.models import Translation
from surveys.questionnaire import held_words, instrument_of
from surveys.rules.translations import Words, worded
from surveys.views.instruments import own_version


@requires(P.MANAGE_INSTRUMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def translation(request: Request, pk: int, language: str) -> HttpResponse:
    """Every question and answer with a place for its words; any part may be saved."""
    version = own_version(request, pk)
    if language not in ENGLISH_NAMES:
        raise Http404
    held = instrument_of(pk)
    words: Words = held_words(pk).get(language, {})
    frozen = Translation.objects.filter(version=version, language=language).exclude(frozen_on=None)
    problems: list[str] = []
    if request.method == "POST":
        given = read_words(held, words, request.POST)
        try:
            changed = keep_words(version=version, language=language, words=given, by=request.user)
        except Refused as reason:
            problems, words = reason.sentences, given
        else:
            messages.success(request, f"{many(changed, 'question,questions')} saved.")
            return redirect("surveys:translation", pk, language)
    context = {
        "version": version,
        "code": language,
        "name": Language(language).label,
        "english": ENGLISH_NAMES[language],
        "done": worded(held, words),
        "total": len(held.items),
        "rows": rows_of(held, words),
        "sets": answer_sets(held, words),
        "is_frozen": frozen.exists(),
        "problems": problems,
    }
    return render(request, "surveys/translation.html", context)
