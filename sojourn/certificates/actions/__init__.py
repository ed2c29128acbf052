"""Issue a certificate, revoke it; sign both its forms."""

from datetime import datetime

from sojourn.certificates import queries
from sojourn.certificates.actions.certificates import forget, issue, reissue, revoke
from sojourn.certificates.actions.keys import key_for, renew_key
from sojourn.certificates.actions.signing import credential, revocations


def seal(content: bytes, *, at: datetime) -> bytes:
    """Another room's PDF, closed with the key in use; in the caller's transaction."""
    from sojourn.certificates.actions import pades  # noqa: PLC0415 (a third of a second, where nothing is signed)

    return pades.paper(content, key=key_for(at), at=at, reason=pades.SEAL)


def tick(*, at: datetime) -> None:
    """A key is there before anybody asks for the list of what was revoked, and renewed in time."""
    if queries.any_issued():
        key_for(at)


__all__ = ["credential", "forget", "issue", "reissue", "renew_key", "revocations", "revoke", "seal", "tick"]
