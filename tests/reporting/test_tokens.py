"""Tokens: made once, shown once, kept as a digest, revoked at once; and their page."""

from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent
from accounts.roles import Role
from core.problems import Refused
from reporting.actions.tokens import MOST, digest_of, make_token, note_use, revoke_token
from reporting.models import Token
from tests import cast
from tests.reporting.world import World

pytestmark = pytest.mark.django_db
TOKENS = "/releases/tokens/"
SENT = {"label": "R at home", "ends_on_day": "31", "ends_on_month": "7", "ends_on_year": "2027"}


@pytest.fixture(autouse=True)
def _clock(clock: time_machine.Traveller) -> None:
    """The clock stands still in every test here."""


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def browser(world: World) -> Client:
    return cast.signed_in(world.evaluator, world.programme)


def made(world: World, days: int = 30) -> tuple[Token, str]:
    return make_token(
        programme=world.programme,
        label=" R at home ",
        ends_on=cast.day(days),
        by=world.evaluator,
        now=cast.NOW,
    )


def said_by(act: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as said:
        act()
    return said.value.sentences


def page(browser: Client) -> str:
    answer = browser.get(TOKENS)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_token_is_kept_as_its_digest_only(world: World) -> None:
    token, secret = made(world)
    token.refresh_from_db()
    assert secret.startswith("runway_")
    assert len(secret) > 45
    assert token.digest == digest_of(secret)
    assert (token.label, token.user, token.ends_on) == ("R at home", world.evaluator, cast.day(30))
    assert secret not in "".join(map(str, Token.objects.values_list()[0]))
    event = AuditEvent.objects.get(verb="made API token")
    assert (event.by, event.target_number) == (world.evaluator, token.pk)


def test_a_token_ends_within_a_year(world: World) -> None:
    made(world, 366)
    year = ["Choose a day within a year on which the token ends."]
    assert said_by(lambda: made(world, 367)) == year
    assert said_by(lambda: made(world, 0)) == ["Choose a day after today on which the token ends."]


def test_nobody_holds_more_than_ten(world: World) -> None:
    tokens = [made(world)[0] for _ in range(MOST)]
    full = ["You hold 10 tokens. Revoke one that nothing uses any more."]
    assert said_by(lambda: made(world)) == full
    revoke_token(token=tokens[0], by=world.evaluator, now=cast.NOW)
    made(world)


def test_revoking_is_once_and_on_record(world: World) -> None:
    token, _ = made(world)
    revoke_token(token=token, by=world.evaluator, now=cast.NOW)
    again = said_by(lambda: revoke_token(token=token, by=world.evaluator, now=cast.NOW))
    assert again == ["This token is revoked already."]
    token.refresh_from_db()
    assert token.revoked_at == cast.NOW
    assert AuditEvent.objects.filter(verb="revoked API token").count() == 1


def test_use_is_kept_by_day(world: World) -> None:
    token, _ = made(world)
    for day in (cast.TODAY, cast.TODAY, cast.day(1)):
        note_use(token=token, today=day)
        token.refresh_from_db()
        assert token.last_used_on == day


# --- the page -------------------------------------------------------------------------------------


def test_the_page_shows_a_new_token_once(browser: Client) -> None:
    shown = browser.post(TOKENS, SENT).content.decode()
    secret = "runway_" + shown.split('value="runway_')[1].split('"')[0]
    assert Token.objects.get().digest == digest_of(secret)
    assert "R at home" in shown
    assert "runway_" not in page(browser)
    assert "until 31 July 2027" in page(browser)


def test_what_is_refused_or_missing_stands_on_the_form(browser: Client) -> None:
    shown = browser.post(TOKENS, SENT | {"ends_on_year": "2029"}).content.decode()
    assert "Choose a day within a year on which the token ends." in shown
    assert "Enter the what it is for." not in shown
    shown = browser.post(TOKENS, {}).content.decode()
    assert "Say what the token is for." in shown
    assert Token.objects.count() == 0


def test_revoking_on_the_page(browser: Client, world: World) -> None:
    token, _ = made(world)
    address = reverse("reporting:token_revoke", args=[token.pk])
    assert browser.get(address).status_code == 405
    shown = browser.post(address, follow=True).content.decode()
    assert "Token “R at home” is revoked." in shown
    assert "revoked 23 November 2026" in shown
    assert "already" in browser.post(address, follow=True).content.decode()


def test_a_token_that_has_ended_says_so(world: World, clock: time_machine.Traveller) -> None:
    made(world, 1)
    clock.shift(2 * 24 * 3600)
    shown = page(cast.signed_in(world.evaluator, world.programme))
    assert "ended 24 November 2026" in shown
    assert "Revoke</" not in shown


def test_tokens_are_ones_own(browser: Client, world: World) -> None:
    other = cast.person(world.programme, Role.EVALUATOR)
    token, _ = make_token(
        programme=world.programme,
        label="Not yours",
        ends_on=cast.FAR_OFF,
        by=other,
        now=cast.NOW,
    )
    assert "Not yours" not in page(browser)
    assert browser.post(reverse("reporting:token_revoke", args=[token.pk])).status_code == 404


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR, Role.FUNDER])
def test_only_the_evaluator_makes_tokens(world: World, role: Role) -> None:
    someone = cast.signed_in(cast.person(world.programme, role), world.programme)
    assert someone.get(TOKENS).status_code == 403
    assert someone.post(TOKENS, SENT).status_code == 403
    assert Token.objects.count() == 0
