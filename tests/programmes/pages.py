"""How the tests of these pages open one, and write a date into a form."""

from django.test import Client
from django.urls import reverse


def date(name: str, when: object) -> dict[str, str]:
    """A date as the form sends it."""
    parts = ("day", "month", "year")
    return {f"{name}_{part}": str(getattr(when, part)) for part in parts}


def shown(browser: Client, name: str, *args: int, **query: str) -> str:
    answer = browser.get(reverse(f"programmes:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()
