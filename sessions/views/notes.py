"""The page on which a co-ordinator writes to everybody of a day."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.access import Request, requires
from accounts.roles import P
from core.dates import now
from core.problems import Refused
from core.words import many
from sessions.actions.notes import readers_of, send_note, to_be_phoned
from sessions.forms.notes import NoteForm
from sessions.views.planning import own_day, typed


@requires(P.FILL_CARS)
def note(request: Request, pk: int) -> HttpResponse:
    """Say who will get it, ask for the words, and send them."""
    day = own_day(request, pk)
    form = NoteForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            noted = send_note(session=day, by=request.user, now=now(), **form.cleaned_data)
        except Refused as reason:
            form.add_error(None, reason.sentences)
        else:
            messages.success(
                request, f"{many(noted.queued, 'message is,messages are')} on the way."
            )
            for sentence in noted.without:
                messages.warning(request, f"{sentence}.")
            return redirect("reporting:day", day.pk)
    readers = readers_of(day)
    without = to_be_phoned(readers.coaches)
    context = {
        "form": form,
        "day": day,
        "readers": readers,
        "coaches": len(readers.coaches) - len(without),
        "contacts": len(readers.contacts),
        "without": without,
    }
    return render(request, "sessions/note.html", context)
