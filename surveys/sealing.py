"""Opens what a shared tablet sealed: only this server can, and only for the tablet it came from.

A sealed answer is base64url, without padding, of: one byte for the version, the ephemeral public
key (65 bytes, an uncompressed point of P-256), 12 bytes of nonce, and the ciphertext with its tag.
The key is HKDF-SHA-256 over the shared secret of ECDH, with both public keys in its context; the
cipher is AES-256-GCM. The version, the tablet and the client's identifier are authenticated with
it, so that what was sealed for one tablet and one answer opens as no other. The other half, which
seals, is ``static/surveys/tablet/sealing.js``.
"""

import base64
import binascii
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

VERSION = 1
CONTEXT = b"runway tablet 1"
POINT, NONCE, TAG = 65, 12, 16  # bytes


class Unreadable(Exception):
    """Not sealed for this tablet and this identifier, or changed on the way."""


def new_private_key() -> str:
    """A private key for one tablet, as PEM (PKCS 8, not encrypted)."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    return (
        ec.generate_private_key(ec.SECP256R1())
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode("ascii")
    )


def public_key_of(private_key: str) -> str:
    """The public half as the browser imports it: an uncompressed point, base64url."""
    from cryptography.hazmat.primitives import serialization

    private = serialization.load_pem_private_key(private_key.encode("ascii"), password=None)
    return encode(_point(private.public_key()))  # type: ignore[arg-type]


def open_sealed(private_key: str, tablet: int, client_id: UUID, sealed: str) -> bytes:
    """What was sealed on ``tablet`` under ``client_id``. Raises ``Unreadable``."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    raw = _decode(sealed)
    if len(raw) < 1 + POINT + NONCE + TAG or raw[0] != VERSION:
        raise Unreadable
    point, nonce = raw[1 : 1 + POINT], raw[1 + POINT : 1 + POINT + NONCE]
    private = serialization.load_pem_private_key(private_key.encode("ascii"), password=None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)  # we made it
    try:
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        raise Unreadable from None  # not on the curve
    key = shared_key(private.exchange(ec.ECDH(), theirs), point, _point(private.public_key()))
    try:
        return AESGCM(key).decrypt(nonce, raw[1 + POINT + NONCE :], bound_to(tablet, client_id))
    except InvalidTag:
        raise Unreadable from None


def shared_key(secret: bytes, ephemeral: bytes, tablets: bytes) -> bytes:
    """The key of one sealed answer, bound to both public keys: 32 bytes (RFC 5869, no salt)."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    info = CONTEXT + ephemeral + tablets
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret)


def bound_to(tablet: int, client_id: UUID) -> bytes:
    """What is authenticated beside the answer: version, tablet and the client's identifier."""
    return f"{VERSION}|{tablet}|{client_id}".encode("ascii")


def encode(raw: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def _decode(text: str) -> bytes:
    """Strict: one text for one content, so that a digest of the text is one of the content."""
    try:
        raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (UnicodeEncodeError, binascii.Error):
        raise Unreadable from None
    if encode(raw) != text:
        raise Unreadable
    return raw


def _point(public: "EllipticCurvePublicKey") -> bytes:
    from cryptography.hazmat.primitives import serialization

    return public.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
