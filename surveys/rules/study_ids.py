"""Study ids: the number a participant has in one release, and in no other."""

import hmac
from collections.abc import Iterable

from surveys.rules.codes import ALPHABET

LENGTH = 10
# A shorter secret could be tried out against the few thousand keys of a programme.
SHORTEST_SECRET = 32


def study_id(secret: bytes, participant_pk: int) -> str:
    """Return 10 characters that follow from the secret and the key by HMAC-SHA256.

    The secret is drawn anew for each release and never leaves it: without it nobody can go back
    to the key, or join two releases. Raises ValueError when it has fewer than 32 bytes.
    """
    if len(secret) < SHORTEST_SECRET:
        raise ValueError(f"The secret of a release has at least {SHORTEST_SECRET} bytes.")
    number = int.from_bytes(hmac.digest(secret, str(participant_pk).encode(), "sha256"))
    characters = []
    for _ in range(LENGTH):
        number, value = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[value])
    return "".join(characters)


def study_ids(secret: bytes, participant_pks: Iterable[int]) -> dict[int, str]:
    """Return the study id of every participant of a release.

    Raises ValueError when two would share one (1 in 900,000 for 30,000 people): draw a new
    secret and start again.
    """
    ids = {pk: study_id(secret, pk) for pk in participant_pks}
    if not are_unique(ids.values()):
        raise ValueError("Two participants share a study id. Draw a new secret.")
    return ids


def are_unique(ids: Iterable[str]) -> bool:
    """Say whether no id stands twice."""
    listed = list(ids)
    return len(set(listed)) == len(listed)
