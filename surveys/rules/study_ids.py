"""Study ids: the number a participant has in one release, and in no other."""

import hmac

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
