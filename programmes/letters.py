"""The texts of messages: each template in its parts, and those parts with a context filled in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.apps import apps
from django.template import Context, Template, TemplateDoesNotExist
from django.template.loader import get_template

MOST_SUBJECT = 150  # characters, as long as the log keeps
_WHEN = re.compile(r"\{#\s*when:\s*(?P<when>.+?)\s*#\}\s*")
_SUBJECT = "Subject: "


class BadLetter(Exception):
    """A template of a message is not written as one; says which line is missing."""


@dataclass(frozen=True)
class Letter:
    """One template of a message in its parts, as somebody wrote them."""

    name: str
    when: str
    subject: str
    body: str
    text: str  # for text messages; the body where there is no shorter one

    @property
    def source(self) -> str:
        """All that is filled in, in one piece."""
        return "\n".join((self.subject, self.body, self.text))


@dataclass(frozen=True)
class Filled:
    """A message's words."""

    subject: str
    body: str


def path_of(name: str, ending: str = ".txt") -> str:
    """Where the template of a message lies among templates: sessions/messages/asked.txt."""
    app, _, letter = name.partition("/")
    return f"{app}/messages/{letter}{ending}"


@lru_cache(maxsize=64)
def letter(name: str) -> Letter:
    """The template called ``name``, such as "sessions/asked"; ``BadLetter`` says what it lacks."""
    first, _, rest = _source(path_of(name)).partition("\n")
    subject, _, body = rest.partition("\n")
    when = _WHEN.fullmatch(first)
    if when is None:
        raise BadLetter(f"{name}: begin with a line {{# when: … #}}.")
    if not subject.startswith(_SUBJECT) or not body.startswith("\n"):
        raise BadLetter(f"{name}: write a second line “Subject: …”, then an empty line.")
    try:
        text = _source(path_of(name, ".text.txt"))
    except TemplateDoesNotExist:
        text = body
    return Letter(
        name=name,
        when=when["when"],
        subject=subject.removeprefix(_SUBJECT).strip(),
        body=body.strip(),
        text=text.strip(),
    )


def every_letter() -> list[Letter]:
    """Every template of a message that an app brings, by name."""
    names = [
        f"{folder.parent.name}/{path.name.removesuffix('.txt')}"
        for config in apps.get_app_configs()
        for folder in [Path(config.path) / "templates" / config.name / "messages"]
        for path in folder.glob("*.txt")
        if not path.name.endswith(".text.txt")
    ]
    return [letter(name) for name in sorted(names)]


def filled(name: str, context: Mapping[str, object], *, as_text: bool = False) -> Filled:
    """The words of a message for one person; ``as_text`` for a text message, without a subject.

    Subject and body are filled in apart, so that no value can reach from one into the other.
    """
    written = letter(name)
    if as_text:
        return Filled(subject="", body=_fill(written.text, context))
    subject = " ".join(_fill(written.subject, context).split())
    return Filled(subject=subject[:MOST_SUBJECT], body=_fill(written.body, context))


def _source(path: str) -> str:
    found = get_template(path)
    return str(found.template.source)  # type: ignore[attr-defined]


@lru_cache(maxsize=256)
def _compiled(source: str) -> Template:
    return Template(source)


def _fill(source: str, context: Mapping[str, object]) -> str:
    """Plain text, so nothing is escaped; a line that stays empty leaves no gap."""
    words = _compiled(source).render(Context(dict(context), autoescape=False))
    return re.sub(r"\n{3,}", "\n\n", words.replace("\r\n", "\n")).strip()
