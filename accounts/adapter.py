"""How allauth behaves here: nobody signs up, people are invited; and what it says."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


class ClosedSignUp(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in yes, sign-up no; errors that say what to do."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is closed. Ask your co-ordinator.",
        "email_password_mismatch": (
            "E-mail address and password do not go together. Try again, or set a new password."
        ),
        "enter_current_password": "This is not your password now. Type it again.",
        "too_many_login_attempts": "Too many tries. Wait five minutes, then sign in again.",
        "rate_limited": "Too many tries. Wait five minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in a letter leads to us, whatever host the request claimed to be for."""
        pk, _, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": pk, "key": token})
        return f"{settings.SITE_URL}{path}"
