"""What sign-in must not be talked into: another person's address, links to another host."""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client, override_settings

from accounts.roles import Role
from tests import cast

pytestmark = pytest.mark.django_db
RESET = "/accounts/password/reset/"


def test_nobody_takes_the_address_of_somebody_who_has_no_account_yet():
    funder = cast.person(cast.programme(), Role.FUNDER, email="funder@example.org")
    client = cast.signed_in(funder)
    for action in ("action_add", "action_primary"):
        answer = client.post("/accounts/email/", {action: "", "email": "teacher@example.org"})
        assert answer.status_code == 404
    funder.refresh_from_db()
    assert funder.email == "funder@example.org"


def ask(email: str) -> mail.EmailMessage:
    """The letter that somebody makes us send who says that he is at another host."""
    mail.outbox.clear()
    with override_settings(ALLOWED_HOSTS=["*"]):
        Client().post(RESET, {"email": email}, headers={"host": "elsewhere.example"})
    [letter] = mail.outbox
    return letter


def test_the_link_to_a_new_password_leads_to_us_whatever_host_was_claimed():
    user = cast.founder("mairi@example.org")
    letter = ask("mairi@example.org")
    assert "elsewhere" not in f"{letter.subject} {letter.body}"
    [link] = re.findall(r"https?://\S+", str(letter.body))
    assert link.startswith(f"{settings.SITE_URL}{RESET}key/")
    client = Client()
    form = client.get(link.removeprefix(settings.SITE_URL), follow=True)
    chosen = "three odd words here"
    client.post(form.redirect_chain[-1][0], {"password1": chosen, "password2": chosen})
    user.refresh_from_db()
    assert user.check_password(chosen)


def test_a_letter_to_an_address_without_account_leads_nowhere():
    letter = ask("nobody@example.org")
    assert letter.subject == "No account in Runway with this e-mail address"
    assert "http" not in letter.body
    assert "elsewhere" not in letter.body
