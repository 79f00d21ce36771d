"""Says to allauth that nobody signs up by himself: people are invited."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignUp(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in yes, sign-up no."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
