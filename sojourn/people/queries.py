"""Reading people, profiles, roles and consents."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import QuerySet
from django.urls import reverse

from sojourn.people.models import Consent, Feed, Profile, Role, User
from sojourn.post.queries import digest
from sojourn.ui.waiting import Waiting


def is_federation_officer(user: Any) -> bool:
    return "federation_officer" in kinds(user)


def is_operator(user: Any) -> bool:
    return "operator" in kinds(user)


def kinds(user: Any) -> frozenset[str]:
    """The federation-wide roles of a user; none for a visitor, an invitation or the clock."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    kept = getattr(user, "_kinds", None)  # asked several times a page; appoint and dismiss drop it
    if kept is None:
        kept = user._kinds = frozenset(user.roles.values_list("kind", flat=True))
    return kept


def people() -> QuerySet[User]:
    return User.objects.filter(is_active=True)


def by_email(email: str) -> User | None:
    return User.objects.filter(email__iexact=email.strip()).first()


def confirmed(addresses: Iterable[str]) -> dict[str, User]:
    """Address in lower case -> the active user who has shown that it is hers."""
    wanted = {address.lower() for address in addresses}
    if not wanted:
        return {}
    found = EmailAddress.objects.filter(email__in=wanted, verified=True, user__is_active=True)
    return {row.email.lower(): row.user for row in found.select_related("user")}


def is_confirmed(user: User) -> bool:
    return EmailAddress.objects.filter(user=user, verified=True).exists()


def unconfirmed_address(user: User) -> EmailAddress | None:
    """The address that a person who never confirmed has to confirm."""
    if is_confirmed(user):
        return None
    return EmailAddress.objects.filter(user=user, primary=True).first()


def feed_of(user: User) -> Feed | None:
    return Feed.objects.filter(user=user).first()


def behind_feed(token: str) -> User | None:
    """Whose calendar a secret address is; nobody's once it was dropped or the account closed."""
    kept = Feed.objects.filter(digest=digest(token), user__is_active=True).select_related("user").first()
    return kept.user if kept else None


def in_role(kind: str) -> QuerySet[User]:
    return User.objects.filter(is_active=True, roles__kind=kind)


def roles(kind: str) -> QuerySet[Role]:
    return Role.objects.filter(kind=kind).select_related("user").order_by("user__family_name", "pk")


def every_role() -> QuerySet[Role]:
    return Role.objects.select_related("user")


def profile_of(user: User) -> Profile:
    """The profile, unsaved if the person never wrote one."""
    return Profile.objects.filter(user=user).first() or Profile(user=user)


def consents(user: User) -> QuerySet[Consent]:
    """Newest first, withdrawn ones included."""
    return Consent.objects.filter(user=user).order_by("-given_at", "-pk")


def consented(user: User, purpose: str) -> bool:
    return Consent.objects.filter(user=user, purpose=purpose, withdrawn_at=None).exists()


def waiting_for(user: Any, *, at: datetime) -> list[Waiting]:
    """A federation without a second officer cannot do what needs four eyes."""
    if is_federation_officer(user) and in_role("federation_officer").count() < 2:
        return [Waiting("Name", "a second federation officer", reverse("people:appoint"))]
    return []
