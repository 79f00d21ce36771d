"""docs/messages.md is what the templates say, and no template asks for anything about a pupil."""

import re
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from programmes.letters import MOST_SUBJECT, Letter, every_letter
from programmes.models import Message
from schools.models import Pupil
from sessions.actions.notes import send_note
from tests import cast
from tests.cast_world import world
from tests.conftest import ROOT

# What a template may not ask for: fields of pupils, and the things that lead to them.
FORBIDDEN = (Pupil.Privacy.personal - {"given_name", "family_name"}) | {
    "pupil",
    "pupils",
    "place",
    "places",
    "participant",
    "codekey",
    "code",
    "consent",
    "contact",
}
LETTERS = every_letter()
MOST_OF_A_TEXT = 306  # characters: two messages joined; values make it longer


def asked_for(source: str) -> set[str]:
    """Every name that stands in a tag, also behind a dot."""
    tags = re.findall(r"\{[{%](.*?)[}%]\}", source, re.DOTALL)
    return {name for tag in tags for name in re.findall(r"[A-Za-z_]+", tag)}


def described() -> str:
    said = StringIO()
    call_command("describe_messages", stdout=said)
    return said.getvalue()


def test_there_are_letters() -> None:
    names = {letter.name for letter in LETTERS}
    assert {"sessions/asked", "sessions/taken_off", "sessions/withdrew", "sessions/note"} <= names


def test_the_page_about_messages_says_what_the_templates_say() -> None:
    written = (ROOT / "docs" / "messages.md").read_text(encoding="utf-8")
    assert written == described(), "Run: python manage.py describe_messages > docs/messages.md"


def test_the_page_holds_no_language_of_templates() -> None:
    assert re.findall(r"\{[{%#]|[%#}]\}", described()) == []


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.name)
def test_no_template_asks_for_anything_about_a_pupil(letter: Letter) -> None:
    assert asked_for(letter.source) & FORBIDDEN == set()


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.name)
def test_subjects_and_texts_are_short(letter: Letter) -> None:
    assert len(letter.subject) < MOST_SUBJECT
    assert letter.text == letter.body or len(letter.text) < MOST_OF_A_TEXT


@pytest.mark.parametrize(
    "source", ["{{ pupil }}", "{{ seat.place.need }}", "{% for p in places %}{% endfor %}"]
)
def test_a_template_that_asks_for_a_pupil_is_found(source: str) -> None:
    assert asked_for(source) & FORBIDDEN != set()


@pytest.mark.django_db
def test_of_a_day_with_pupils_no_message_holds_a_name_or_a_code() -> None:
    with time_machine.travel(cast.NOW, tick=False):
        here = world("own")
        by = cast.coordinator(here.of)
        send_note(session=here.session, subject="Cold", text="Bring a jacket.", by=by, now=cast.NOW)
    bodies = " ".join(f"{m.subject} {m.body}" for m in Message.objects.filter(programme=here.of))
    assert "Bring a jacket." in bodies
    assert "Can you come" in bodies
    # Whole names: a coach may share one of the two.
    names = {str(pupil) for pupil in Pupil.objects.all()} | {here.family_name, here.code}
    assert [name for name in names if name in bodies] == []
