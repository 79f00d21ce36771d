"""Carries what a file held from the preview to its acceptance: nothing is stored before."""

from typing import Any

from django.core import signing

from core.problems import Refused

MAX_AGE = 3600  # seconds: long enough to mend a class list, short enough to forget a forgotten tab


class CarryExpired(Refused):
    """The preview is older than its time."""

    def __init__(self) -> None:
        super().__init__(
            "The preview was open for more than an hour. Nothing was stored. Upload the file again."
        )


class CarryBroken(Refused):
    """The text was changed, cut short, or belongs to another page or person."""

    def __init__(self) -> None:
        super().__init__(
            "The preview did not come back whole. Nothing was stored. Upload the file again."
        )


def _salt(purpose: str, user_id: int) -> str:
    return f"runway.carry:{purpose}:{user_id}"


def seal(payload: Any, purpose: str, user_id: int) -> str:
    """Signed, compressed text of a JSON-like payload; only this user can bring it back.

    It is signed and not encrypted: it may hold only what the page shows anyway.
    """
    return signing.dumps(payload, salt=_salt(purpose, user_id), compress=True)


def unseal(text: str, purpose: str, user_id: int, max_age: int = MAX_AGE) -> Any:
    """The payload of ``seal``, up to ``max_age`` seconds later.

    Raises CarryExpired when it is older and CarryBroken for anything that ``seal`` did not make.
    """
    try:
        return signing.loads(text, salt=_salt(purpose, user_id), max_age=max_age)
    except signing.SignatureExpired:
        raise CarryExpired from None
    except (signing.BadSignature, ValueError):
        raise CarryBroken from None
