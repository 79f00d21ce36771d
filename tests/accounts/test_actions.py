"""Accounts: opened once per address, and the command that opens the first."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.actions import note_reading
from accounts.models import AuditEvent, User
from accounts.roles import P
from core.problems import Refused
from tests import cast

pytestmark = pytest.mark.django_db


def command(*words: str) -> str:
    said = io.StringIO()
    call_command("add_coordinator", *words, stdout=said)
    return said.getvalue()


def test_founder_may_set_up_programmes_and_nothing_with_pupils() -> None:
    one = cast.founder()
    assert cast.standing(one, None).permissions == {
        P.SET_UP_PROGRAMME,
        P.VIEW_SCHOOLS,
        P.IMPORT_SCHOOLS,
    }
    event = AuditEvent.objects.get()
    assert (event.verb, event.target_number) == ("let a person set up programmes", one.pk)


def test_address_is_one_person_however_it_is_written() -> None:
    one = cast.founder(email="mairi@example.org")
    again = cast.founder(email=" Mairi@Example.ORG ", name="Somebody else")
    assert (again, again.name, User.objects.count()) == (one, "Mairi Ross", 1)


@pytest.mark.parametrize("email", ["", "mairi", "mairi@"])
def test_address_that_is_none_is_refused(email: str) -> None:
    from accounts.actions import open_founder

    with pytest.raises(Refused):
        open_founder(email=email, name="Mairi Ross", password=None, by=None)
    assert User.objects.count() == 0


def test_command_takes_the_password_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNWAY_PASSWORD", cast.PASSWORD)
    said = command("Mairi@example.org", "--name", "Mairi Ross")
    one = User.objects.get(email="mairi@example.org")
    assert said == "mairi@example.org may set up programmes.\n"
    assert (one.may_set_up, one.check_password(cast.PASSWORD)) == (True, True)


def test_command_asks_for_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RUNWAY_PASSWORD", raising=False)
    monkeypatch.setattr("getpass.getpass", lambda prompt: cast.PASSWORD)
    command("mairi@example.org", "--name", "Mairi Ross")
    assert User.objects.get().check_password(cast.PASSWORD) is True


def test_command_refuses_a_weak_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNWAY_PASSWORD", "short")
    with pytest.raises(CommandError):
        command("mairi@example.org", "--name", "Mairi Ross")
    assert User.objects.count() == 0


def test_command_refuses_an_address_that_is_none() -> None:
    with pytest.raises(CommandError) as no:
        command("mairi", "--name", "Mairi Ross", "--no-password")
    assert str(no.value).startswith("E-mail address: ")


def test_command_without_password_prints_a_link_that_works() -> None:
    said = command("mairi@example.org", "--name", "Mairi Ross", "--no-password")
    link = said.split()[-1].removeprefix("http://127.0.0.1:8000")
    browser = Client()
    form = browser.get(link)["Location"]
    browser.post(form, {"password1": cast.PASSWORD, "password2": cast.PASSWORD})
    assert User.objects.get().check_password(cast.PASSWORD) is True
    assert Client().get(link).status_code == 200  # used up: it leads to no form
    assert "password1" not in Client().get(link).content.decode()


def test_record_is_neither_changed_nor_deleted() -> None:
    cast.founder()
    event = AuditEvent.objects.get()
    for write in (event.save, event.delete, AuditEvent.objects.all().delete):
        with pytest.raises(Refused):
            write()
    with pytest.raises(Refused):
        AuditEvent.objects.update(verb="nothing")
    assert AuditEvent.objects.get().verb == "let a person set up programmes"


def test_a_reading_is_on_record_and_is_no_change() -> None:
    by = cast.founder()
    note_reading(what="pupils", target=by, count=12, programme_id=7, by=by)
    note_reading(what="coaches", kind="coach", count=3, programme_id=7, by=by)
    AuditEvent.record(by=by, verb="read the register of 2026", programme_id=7)
    lines = AuditEvent.objects.filter(programme_number=7).order_by("id")
    assert list(lines.values_list("by", "verb", "target_kind", "target_number", "count")) == [
        (by.pk, "looked at pupils", "user", by.pk, 12),
        (by.pk, "looked at coaches", "coach", None, 3),
        (by.pk, "read the register of 2026", "", None, 1),
    ]
    assert [line.verb for line in lines.changes()] == ["read the register of 2026"]
