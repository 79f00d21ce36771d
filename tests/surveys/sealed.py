"""Seals answers as a tablet does: the twin of ``static/surveys/tablet/sealing.js``."""

import base64
import json
import os
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from surveys.models import Tablet
from surveys.sealing import bound_to, encode, public_key_of, shared_key


def seal(public_key: str, tablet: int, client_id: UUID, plain: bytes) -> str:
    """What the device would hand in."""
    raw = base64.urlsafe_b64decode(public_key + "=" * (-len(public_key) % 4))
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    ours = ec.generate_private_key(ec.SECP256R1())
    point = ours.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    nonce = os.urandom(12)
    key = shared_key(ours.exchange(ec.ECDH(), theirs), point, raw)
    body = AESGCM(key).encrypt(nonce, plain, bound_to(tablet, client_id))
    return encode(bytes([1]) + point + nonce + body)


def sealed_for(tablet: Tablet, client_id: UUID, answers: Any) -> str:
    """Answers (anything that JSON takes) sealed to a tablet's key."""
    plain = json.dumps(answers, ensure_ascii=False).encode()
    return seal(public_key_of(tablet.private_key), tablet.pk, client_id, plain)
