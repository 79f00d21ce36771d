"""Writes docs/messages.md out of the templates, so that each message is written once."""

import re
from typing import Any

from django.core.management.base import BaseCommand

from programmes.letters import Letter, every_letter

HEAD = """# Messages

Every message that Runway writes to people, as its template says it. This page is made by
`python manage.py describe_messages > docs/messages.md`; a test fails while it is out of date. To
change a message, change its template in `<app>/templates/<app>/messages/`.

‹name› is how the person is greeted, ‹programme› the programme's name, ‹site› the address of Runway;
the action that sends the message fills in the rest. A message goes to the e-mail address of the
person's account. A coach without one gets a text message, where a provider of those is set up, and
else has to be phoned: the co-ordinator's pages say so. Where no text message is written here, the
text says what the e-mail says. No message says anything about a pupil.

The letters about passwords and new roles are not among these: they go out at once, and stand in no
log.
"""

# What a template says to the machine, for people.
_WORDS = (
    (r"\{\{\s*(\w+)[^}]*\}\}", r"‹\1›"),
    (r"\{% if ([^%]+?) %\}", r"[if there is ‹\1›: "),
    (r"\{% (?:else|elif [^%]+) %\}", "; otherwise: "),
    (r"\{% for (\w+) in (\w+) %\}", r"[for each ‹\1› of ‹\2›: "),
    (r"\{% end(?:if|for) %\}", "]"),
    (r" +\n", "\n"),
)


class Command(BaseCommand):
    help = "Write what every message says, and when it goes to whom; for docs/messages.md."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("\n".join([HEAD, *map(_described, every_letter())]), ending="")


def _described(letter: Letter) -> str:
    parts = [
        f"## {letter.name}",
        f"When: {letter.when}.",
        f"Subject: {_for_people(letter.subject)}",
        _quoted(letter.body),
    ]
    if letter.text != letter.body:
        parts += ["As a text message:", _quoted(letter.text)]
    return "\n\n".join(parts) + "\n"


def _quoted(source: str) -> str:
    return f"```text\n{_for_people(source)}\n```"


def _for_people(source: str) -> str:
    for pattern, words in _WORDS:
        source = re.sub(pattern, words, source)
    return source
