"""How tests of the roster's pages ask, wait and read what was said."""

import datetime

from django.urls import reverse

from programmes.models import Programme
from sessions.actions.proposals import ask_for_proposal
from sessions.models import Proposal
from tests import cast
from tests.sessions.rosters import by


def path(name: str, proposal: Proposal | None = None) -> str:
    return reverse(f"sessions:{name}", args=[proposal.pk] if proposal else [])


def asked(of: Programme) -> Proposal:
    return ask_for_proposal(programme=of, seconds=60, by=by(of), now=cast.NOW)


def later(seconds: int) -> datetime.datetime:
    return cast.NOW + datetime.timedelta(seconds=seconds)


def said(answer) -> list[str]:
    """Where a POST led, and the messages on the page there."""
    assert answer.status_code == 302
    shown = answer.client.get(answer.url)
    return [answer.url, *(str(message) for message in shown.context["messages"])]
