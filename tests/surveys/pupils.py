"""A pupil's browser, and the morning on which two waves are open, for tests of the pages."""

import datetime

from django.core import signing
from django.test import Client

from surveys.models import Wave
from surveys.views import answer_cookie
from tests import cast_days

QUESTIONS = 25  # in either wave
# The morning of the day itself: both the first and the second wave are open.
OPEN = datetime.datetime.combine(cast_days.SOON, datetime.time(8), datetime.UTC)


def at(wave: Wave, page: str | int = "") -> str:
    return f"/s/{wave.link}/{page}/" if page else f"/s/{wave.link}/"


def begun(wave: Wave, typed: str) -> Client:
    """A browser in which a code has been entered."""
    client = Client()
    client.post(at(wave), {"code": typed})
    return client


def answer_all(client: Client, wave: Wave, total: int, answer: str = "1") -> None:
    for n in range(1, total + 1):
        client.post(at(wave, n), {"answer": answer})


def kept(client: Client) -> str:
    """The packed record under way in this browser."""
    text = client.cookies["answers"].value
    link = client.cookies["answers"]["path"].split("/")[2]
    record = signing.loads(text, salt=f"surveys.answers:{link}", serializer=answer_cookie.Words)[6]
    return str(record)


def said(wave: Wave, typed: str) -> str:
    """What stands by the field when a code is not taken."""
    return "".join(Client().post(at(wave), {"code": typed}).context["form"].errors["code"])
