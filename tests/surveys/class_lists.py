"""Class lists for the tests of their pages: made, sent and accepted."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import AuditEvent
from schools.models import Pupil
from sessions.models import Booking, Place
from surveys.models import CodeKey, Participant

HEADINGS = "First name,Surname,Date of birth,Year,Consent,Needs,Postcode"
EILIDH = "Eilidh,Mackay,6 February 2010,S5,yes,,IV19"
CALLUM = "Callum,Ross,19/11/2010,5B,,wheelchair,IV20"
GOOD = [EILIDH, CALLUM]
AMBIGUOUS = ["Ailsa,Munro,03/04/2010,S5,yes,,", "Rory,Bain,07/08/2010,S5,,,"]


def address(booking: Booking) -> str:
    return f"/bookings/{booking.pk}/class-list/"


def a_list(*lines: str, name: str = "S5.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join([HEADINGS, *lines]).encode())


def send(client: Client, booking: Booking, *lines: str) -> Any:
    return client.post(address(booking), {"file": a_list(*lines)})


def accept(client: Client, booking: Booking, page: Any) -> Any:
    return client.post(address(booking), {"carried": page.context["carried"]}, follow=True)


def stored() -> tuple[int, ...]:
    """Rows in every table that a list could touch."""
    models = (Pupil, Place, Participant, CodeKey)
    return tuple(model.objects.count() for model in models)


def lines_of_record() -> list[tuple]:
    events = AuditEvent.objects.filter(target_kind="booking").order_by("id")
    return list(events.values_list("verb", "count"))
