"""Ready rows of API tokens."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from core.words import long_date
from reporting.models import Token


@dataclass(frozen=True)
class TokenRow:
    """One token: what it is for, its state in words, and when it was used last."""

    pk: int
    label: str
    made_on: str
    state: str
    kind: str
    last_used: str
    in_force: bool


def token_rows(tokens: Iterable[Token], today: datetime.date) -> list[TokenRow]:
    """Rows in the order given."""
    return [_row(token, today) for token in tokens]


def _row(token: Token, today: datetime.date) -> TokenRow:
    in_force = token.revoked_at is None and today <= token.ends_on
    state, kind = f"until {long_date(token.ends_on)}", "ok"
    if token.revoked_at is not None:
        state, kind = f"revoked {long_date(token.revoked_at)}", "grey"
    elif not in_force:
        state, kind = f"ended {long_date(token.ends_on)}", "grey"
    return TokenRow(
        pk=token.pk,
        label=token.label,
        made_on=long_date(token.made_at),
        state=state,
        kind=kind,
        last_used=long_date(token.last_used_on) or "never",
        in_force=in_force,
    )
