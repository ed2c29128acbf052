"""How allauth reaches this room: it may write here, and journals what it does."""

from allauth.account.adapter import DefaultAccountAdapter


class Adapter(DefaultAccountAdapter):
    """Completed by the people room."""
