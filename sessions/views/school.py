"""A school contact's home: the school's days, and what is missing for each of them now."""

from collections import defaultdict

from django.db.models import Count, Max, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import Request, Standing, requires
from accounts.roles import P, Role
from programmes.models import Membership
from schools.models import School, SchoolContact
from sessions.choices import Consent, MarkKind
from sessions.display.school import Numbers, coming_day, past_day
from sessions.models import Booking, Mark


@requires(P.VIEW_OWN_SCHOOL)
@require_GET
def my_school(request: Request) -> HttpResponse:
    """Coming days first with what is missing, then past days with how many came and drove."""
    standing = request.standing
    own = SchoolContact.objects.of(standing).values("school")
    schools = list(School.objects.filter(pk__in=own).by_name())
    bookings = list(_bookings(standing, schools))
    coming = [b for b in bookings if b.session.date >= standing.today]
    past = [b for b in bookings if b.session.date < standing.today]
    marked = _marked(past)
    context = {
        "schools": schools,
        "several": len(schools) > 1,
        "coming": [coming_day(b, _numbers(b, (0, 0))) for b in coming],
        "past": [past_day(b, _numbers(b, marked[b.pk])) for b in reversed(past)],
        "ask": [] if coming else _coordinators(standing),
    }
    return render(request, "sessions/my_school.html", context)


def _bookings(standing: Standing, schools: list[School]) -> list[Booking]:
    kept = Q(place__withdrawn_at=None)
    return list(
        Booking.objects.filter(session__programme=standing.programme_id, school__in=schools)
        .standing_now()
        .select_related("session__airfield", "school")
        .annotate(
            named=Count("place", filter=kept),
            consents=Count("place", filter=kept & ~Q(place__consent_take_part=Consent.UNKNOWN)),
        )
        .order_by("session__date", "pk")
    )


def _numbers(booking: Booking, marked: tuple[int, int]) -> Numbers:
    came, drove = marked
    return Numbers(
        pupils=booking.named,  # type: ignore[attr-defined]
        consents=booking.consents,  # type: ignore[attr-defined]
        came=came,
        drove=drove,
    )


def _marked(bookings: list[Booking]) -> dict[int, tuple[int, int]]:
    """How many came and how many drove, by booking; as ``sessions.tallies`` counts a day."""
    found: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    rows = (
        Mark.objects.filter(place__booking__in=bookings, place__withdrawn_at=None, replaced_by=None)
        .values("place__booking", "place")
        .annotate(
            here=Count("id", filter=Q(kind__in=(MarkKind.HERE, MarkKind.DROVE))),
            driven=Max("minutes", filter=Q(kind=MarkKind.DROVE)),
        )
    )
    for row in rows:
        came, drove = found[row["place__booking"]]
        found[row["place__booking"]] = (
            came + (row["here"] > 0),
            drove + (row["driven"] is not None),
        )
    return found


def _coordinators(standing: Standing) -> list[tuple[str, str]]:
    """Whom to ask: names and e-mail addresses."""
    return list(
        Membership.objects.filter(programme=standing.programme_id, role=Role.COORDINATOR)
        .order_by("user__name")
        .values_list("user__name", "user__email")
    )
