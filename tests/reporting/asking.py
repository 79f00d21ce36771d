"""Programs that ask the API, for its tests."""

from dataclasses import dataclass
from typing import Any

from django.test import Client

from accounts.models import User
from programmes.models import Programme
from reporting.actions.tokens import make_token
from reporting.models import Token
from tests import cast

ROOT = "/api/v1"


@dataclass
class Program:
    """What asks the API with one token; without a secret it shows none."""

    secret: str = ""
    token: Token | None = None

    @classmethod
    def of(cls, user: User, programme: Programme) -> "Program":
        token, secret = make_token(
            programme=programme, label="A test", ends_on=cast.day(30), by=user, now=cast.NOW
        )
        return cls(secret, token)

    def get(self, path: str, **headers: str) -> Any:
        """The answer to GET; ``headers`` with underlines for hyphens."""
        shown = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Client().get(ROOT + path, headers=shown | named)

    def said(self, path: str) -> tuple[int, str]:
        """Status and sentence of what cannot be had."""
        answer = self.get(path)
        return answer.status_code, answer.json()["detail"]
