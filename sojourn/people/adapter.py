"""How allauth reaches this room: it may write here, and journals what it does.

Its letters go through the outbox (a request never waits for mail), and their links begin with SITE_URL, never
with the Host header, which a stranger may choose.
"""

from typing import Any
from urllib.parse import quote, urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailConfirmationHMAC
from allauth.core import context
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from sojourn.journal import actions as journal
from sojourn.people import queries
from sojourn.people.models import User
from sojourn.post import actions as post

LETTERS = {
    "account/email/email_confirmation": "people.confirm",
    "account/email/email_confirmation_signup": "people.confirm",
    "account/email/password_reset_key": "people.reset",
    "account/email/account_already_exists": "people.known",
    "account/email/unknown_account": "people.unknown",
}


LONGEST = 300  # characters of a way back in a letter


class Adapter(DefaultAccountAdapter):
    """Letters by post, links by SITE_URL, a journal line for each act."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        user = context.get("user")
        # the law wants a thing: for an address without an account it is a person who is not kept
        thing = user or queries.by_email(email) or User(email=email)
        link = context.get("activate_url") or context.get("password_reset_url") or ""
        post.write(
            LETTERS[template_prefix],
            to=user or email,
            thing=thing,
            at=_at(),
            context={"link": link, "sign_in": _site(reverse("account_login"))},
            secret=True,
        )

    def send_account_already_exists_mail(self, email: str) -> None:
        """Somebody registers an address a second time; the page is the same as the first time."""
        make_password("as long as for a new account")
        user = queries.by_email(email)
        address = user and queries.unconfirmed_address(user)
        if address:
            self.send_confirmation_mail(context.request, EmailConfirmationHMAC(address), signup=True)
        else:
            link = _site(reverse("account_reset_password"))
            self.send_mail("account/email/account_already_exists", email, {"password_reset_url": link})

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Takes along where the person was going: the letter may be opened on another device."""
        address = _site(reverse("account_confirm_email", args=[emailconfirmation.key]))
        going = self._going(request)
        return f"{address}?{urlencode({'next': going})}" if going else address

    def _going(self, request: HttpRequest) -> str:
        """A page of ours that the person came from; never another site, whoever wrote the address."""
        asked = request.POST.get("next") or request.GET.get("next") or ""
        ours = asked.startswith("/") and len(asked) <= LONGEST and self.is_safe_url(asked)
        return asked if ours else ""

    def get_reset_password_from_key_url(self, key: str) -> str:
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return _site(path.replace("UID-KEY", quote(key)))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:profile")

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        with transaction.atomic():
            done = super().confirm_email(request, email_address)
            if done:
                user = email_address.user
                journal.note("people.confirm", thing=user, by=user, at=_at())
        return done

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        journal.note("people.sign_in", thing=user, by=user, at=_at())

    def logout(self, request: HttpRequest) -> None:
        user = request.user
        super().logout(request)
        if user.is_authenticated:
            journal.note("people.sign_out", thing=user, by=user, at=_at())

    def set_password(self, user: User, password: str) -> None:
        with transaction.atomic():
            super().set_password(user, password)
            journal.note("people.set_password", thing=user, by=user, at=_at())


def _at() -> Any:
    return context.request.at


def _site(path: str) -> str:
    return settings.SITE_URL + path
