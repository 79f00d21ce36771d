"""Queueing messages: by which way, in which words, and only together with what they tell."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.db import transaction
from django.template import TemplateDoesNotExist
from django_tasks_db.models import DBTaskResult

from accounts.roles import Role
from programmes.actions.messages import can_reach, message_coordinators, queue_message, reachable
from programmes.choices import Channel, MessageState
from programmes.letters import BadLetter, letter
from programmes.models import Coach, Message, Programme
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def letters(tmp_path: Path, settings: Any) -> Path:
    """A folder of templates that only this test has."""
    letter.cache_clear()
    settings.TEMPLATES = [{**django_settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    folder = tmp_path / "programmes" / "messages"
    folder.mkdir(parents=True)
    write(
        folder,
        "greeting.txt",
        "{# when: somebody is greeted; goes to him #}\n"
        "Subject: {{ thing }} in {{ programme }}\n"
        "\n"
        "Hello {{ name }},\n"
        "{% if more %}{{ more }}{% endif %}\n"
        "\n"
        "\n"
        "{{ thing }} {{ site }}\n",
    )
    return folder


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text)


def queued(to: Any, **context: object) -> Message | None:
    programme = Programme.objects.get()
    return queue_message(
        template="programmes/greeting",
        programme=programme,
        to=to,
        context={"thing": "Tea", **context},
        now=cast.NOW,
    )


def without_account(phone: str = "") -> Coach:
    coach = cast.coach(cast.programme())
    coach.phone = phone
    coach.save()
    return coach


def test_a_coach_with_an_account_gets_e_mail() -> None:
    coach = cast.coach(cast.programme(), account=True)
    message = queued(coach)
    assert message is not None
    assert coach.user is not None
    assert (message.channel, message.address) == (Channel.EMAIL, coach.user.email)
    assert (message.coach, message.user) == (coach, coach.user)
    assert (message.state, message.queued_at, message.next_try_at) == (
        MessageState.QUEUED,
        cast.NOW,
        cast.NOW,
    )
    assert reachable(coach) == "gets e-mail"
    assert can_reach(coach)


def test_subject_and_body_are_filled_in_as_plain_text() -> None:
    coach = cast.coach(cast.programme(name="Days & drives"), given_name="Kirsty", account=True)
    message = queued(coach, thing="<b>Tea</b>")
    assert message is not None
    assert message.subject == "<b>Tea</b> in Days & drives"
    assert message.body == "Hello Kirsty,\n\n<b>Tea</b> http://127.0.0.1:8000"


def test_no_value_can_add_a_line_to_the_head() -> None:
    coach = cast.coach(cast.programme(name="Days"), account=True)
    message = queued(coach, thing="Tea\r\nBcc: all@example.org\n\nNow", more="x")
    assert message is not None
    assert message.subject == "Tea Bcc: all@example.org Now in Days"
    assert message.body.startswith("Hello Kirsty,\nx\n\nTea")


def test_a_subject_is_cut_to_what_the_log_keeps() -> None:
    message = queued(cast.coach(cast.programme(), account=True), thing="T" * 400)
    assert message is not None
    assert message.subject == "T" * 150


def test_a_coach_without_account_gets_a_text_where_texts_are_set_up(
    settings: Any, letters: Path
) -> None:
    settings.TEXTS = "file"
    write(letters, "greeting.text.txt", "{{ thing }}, {{ name }}?\n")
    coach = without_account("07700 900123")
    message = queued(coach)
    assert message is not None
    assert (message.channel, message.address) == (Channel.TEXT, "07700 900123")
    assert (message.subject, message.body) == ("", "Tea, Kirsty?")
    assert message.user is None
    assert reachable(coach) == "gets text messages"


def test_a_text_without_its_own_words_says_what_the_e_mail_says(settings: Any) -> None:
    settings.TEXTS = "file"
    message = queued(without_account("07700 900123"))
    assert message is not None
    assert message.body == "Hello Kirsty,\n\nTea http://127.0.0.1:8000"


def test_where_no_texts_are_set_up_nothing_is_queued_and_the_page_says_phone() -> None:
    coach = without_account("07700 900123")
    assert queued(coach) is None
    assert Message.objects.count() == 0
    assert reachable(coach) == "has no e-mail address: phone 07700 900123"


def test_who_has_no_number_either_is_reached_through_the_station(settings: Any) -> None:
    settings.TEXTS = "file"
    coach = without_account()
    assert queued(coach) is None
    assert reachable(coach) == "has no e-mail address and no number: ask the station"


def test_a_closed_account_gets_nothing() -> None:
    coach = cast.coach(cast.programme(), account=True)
    assert coach.user is not None
    coach.user.is_active = False
    coach.user.save()
    assert queued(coach) is None


def test_every_coordinator_is_written_to_and_nobody_else() -> None:
    programme = cast.programme()
    first, second = cast.coordinator(programme), cast.person(programme, Role.COORDINATOR)
    cast.coach(programme, account=True)
    cast.coordinator(cast.programme())
    sent = message_coordinators(
        template="programmes/greeting", programme=programme, context={}, now=cast.NOW
    )
    assert [(m.user, m.coach) for m in sent] == [(first, None), (second, None)]


def test_nothing_is_queued_when_the_action_is_taken_back(
    django_capture_on_commit_callbacks: Any,
) -> None:
    coach = cast.coach(cast.programme(), account=True)
    mail.outbox.clear()

    class TakenBack(Exception):
        pass

    with django_capture_on_commit_callbacks(execute=True) as after:
        try:
            with transaction.atomic():
                queued(coach)
                raise TakenBack
        except TakenBack:
            pass
    assert after == []
    assert Message.objects.count() == 0
    assert mail.outbox == []


def test_message_and_task_stand_together_where_tasks_are_rows(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    message = queued(cast.coach(cast.programme(), account=True))
    assert message is not None
    # The number and nothing else: no name and no address stays in the worker's tables.
    [task] = DBTaskResult.objects.all()
    assert task.args_kwargs == {"args": [message.pk], "kwargs": {}}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("Subject: Tea\n\nTea.", "begin with a line {# when: … #}."),
        ("{# when: at tea #}\nTea\n\nTea.", "write a second line"),
        ("{# when: at tea #}\nSubject: Tea\nTea.", "write a second line"),
    ],
)
def test_a_letter_that_is_not_written_as_one_says_so(letters: Path, source: str, said: str) -> None:
    write(letters, "bad.txt", source)
    with pytest.raises(BadLetter, match=said.replace("{", r"\{")):
        letter("programmes/bad")


def test_there_is_no_message_without_a_template() -> None:
    with pytest.raises(TemplateDoesNotExist):
        letter("programmes/none")
