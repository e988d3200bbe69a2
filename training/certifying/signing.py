"""Ed25519 signatures (RFC 8032) of certificates."""

from __future__ import annotations

import base64
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SEED_LENGTH = 32


class Signer:
    """A private key with its public one, made from 32 secret bytes."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def key_id(self) -> str:
        """Sixteen characters that name the key; the same for the same key."""
        return key_id(self.public)

    def sign(self, message: bytes) -> str:
        """The signature as URL-safe base64 without padding: 86 characters."""
        return base64.urlsafe_b64encode(self._key.sign(message)).decode().rstrip("=")


def key_id(public: bytes) -> str:
    """The name of a public key: the beginning of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:16]


def is_signed(message: bytes, signature: str, public: bytes) -> bool:
    """Whether a signature was made over exactly this message with the key of this public one."""
    try:
        raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
        Ed25519PublicKey.from_public_bytes(public).verify(raw, message)
    except (InvalidSignature, ValueError):
        return False
    return True
