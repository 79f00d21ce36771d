"""The file of a tablet without signal is read by its shape, and handed in as if it were sent."""

import json
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.roles import Role
from core.problems import Refused
from surveys.models import Response, SetAside, Tablet
from surveys.rules.saved_answers import NOT_OURS, TOO_MANY, Saved, read_batch, read_saved
from tests import cast
from tests.surveys.handing_in import Shared, shared

ONE = {"id": "3f0e1f6e-6a53-4a5c-9a70-0d5c3f5f6a10", "tablet": 7, "sealed": "AQID"}
FILE = "/tablets/file/"


def saved(*answers: Any) -> bytes:
    return json.dumps({"runway": "sealed answers", "answers": list(answers)}).encode()


def refusal(content: bytes) -> list[str]:
    with pytest.raises(Refused) as no:
        read_saved(content)
    return no.value.sentences


# --- what is read -------------------------------------------------------------------------------


def test_a_tablets_file_is_read() -> None:
    assert read_saved(saved(ONE)) == [Saved(7, UUID(ONE["id"]), "AQID")]  # type: ignore[arg-type]
    assert read_saved(saved()) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"answers": 3}',
        b"[" * 100_000,
        saved(3),
        saved({}),
        saved(ONE | {"id": "x"}),
        saved(ONE | {"id": 3}),
        saved(ONE | {"tablet": "7"}),
        saved(ONE | {"tablet": 0}),
        saved(ONE | {"tablet": 2**63}),
        saved(ONE | {"sealed": None}),
        saved(ONE | {"sealed": "A" * 60_001}),
    ],
)
def test_another_file_is_refused(content: bytes) -> None:
    assert refusal(content) == [NOT_OURS]


def test_a_file_of_too_many_is_refused() -> None:
    assert refusal(saved(*[ONE] * 2001)) == [TOO_MANY]


def test_a_batch_is_a_list_of_sealed_answers() -> None:
    assert read_batch(json.dumps([ONE]).encode()) == [(UUID(ONE["id"]), "AQID")]  # type: ignore[arg-type]
    assert read_batch(b"[]") == []
    assert read_batch(b"{}") is None
    assert read_batch(b"[3]") is None


# --- the page -----------------------------------------------------------------------------------


def hand_in(client: Client, content: bytes, name: str = "sealed-answers.json") -> Any:
    return client.post(FILE, {"file": SimpleUploadedFile(name, content)}, follow=True)


def file_of(tablet: Shared, *sealed: dict[str, str]) -> bytes:
    return saved(*({**one, "tablet": tablet.tablet.pk} for one in sealed))


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_a_file_is_handed_in_once_however_often() -> None:
    tablet, (pupil, other, *_) = shared()
    client = cast.signed_in(cast.coordinator(tablet.wave.programme), tablet.wave.programme)
    content = file_of(tablet, tablet.sealed(pupil), tablet.sealed(other, code="000000000"))
    for _ in range(2):
        answer = hand_in(client, content)
        assert "1 answer is stored. 1 is set aside, to be settled by hand." in answer.text
    assert (Response.objects.count(), SetAside.objects.count()) == (1, 1)
    assert "0 answers are stored. The tablet" in hand_in(client, file_of(tablet)).text


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_a_file_of_a_tablet_that_one_does_not_see_is_refused() -> None:
    tablet, (pupil, *_) = shared()
    content = file_of(tablet, tablet.sealed(pupil))
    of, other = tablet.wave.programme, cast.programme()
    contact = cast.person(of, Role.SCHOOL)
    for client in (cast.signed_in(contact, of), cast.signed_in(cast.coordinator(other), other)):
        assert "of a tablet that is not known here" in hand_in(client, content).text
    Tablet.objects.update(private_key="")
    client = cast.signed_in(cast.coordinator(of), of)
    assert "of a tablet that is not known here" in hand_in(client, content).text
    assert Response.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_a_file_that_is_none_says_what_to_do() -> None:
    of = cast.programme()
    client = cast.signed_in(cast.coordinator(of), of)
    assert NOT_OURS in hand_in(client, b"{}").text
    assert "Choose a file ending in .json." in hand_in(client, b"{}", "answers.csv").text
    assert "Choose a file." in client.post(FILE, {"csrf": "x"}).text
    assert client.get(FILE).status_code == 200
    funder = cast.signed_in(cast.person(of, Role.FUNDER), of)
    assert funder.get(FILE).status_code == 403
