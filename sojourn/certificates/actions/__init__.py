"""Issue a certificate, revoke it."""

from sojourn.certificates.actions.certificates import forget, issue, revoke

__all__ = ["forget", "issue", "revoke"]
