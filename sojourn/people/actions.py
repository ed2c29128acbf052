"""Register, edit, appoint, dismiss, consent, forget."""

import secrets
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from sojourn.journal import actions as journal
from sojourn.people import queries, rules
from sojourn.people.models import Consent, Feed, Profile, Role, User
from sojourn.post import actions as post
from sojourn.post.queries import digest
from sojourn.ui import gates

NAMES = ("title", "given_name", "family_name")
OF_THE_USER = (*NAMES, "zone", "language", "daily")
DETAILS = ("institution", "department", "city", "residence_country", "work_country", "phone")


class Overtaken(Exception):
    """The profile was saved elsewhere since this form was opened; `profile` is what is kept now."""

    def __init__(self, profile: Profile) -> None:
        super().__init__("overtaken")
        self.profile = profile


def register(
    *,
    email: str,
    password: str,
    given_name: str,
    family_name: str,
    title: str = "",
    at: datetime,
    password_hash: str = "",
) -> User:
    """An account whose address counts as confirmed: for those who proved it otherwise.

    `password_hash` spares the cost of hashing where many invented people share one password.
    """
    with transaction.atomic():
        user = User(
            email=email.strip().lower(),
            title=title,
            given_name=given_name,
            family_name=family_name,
            joined_at=at,
        )
        if password_hash:
            user.password = password_hash
        else:
            user.set_password(password)
        user.save(force_insert=True)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        Profile.objects.create(user=user)
        journal.note("people.register", thing=user, by=user, at=at)
    return user


def sign_up(user: User, values: dict[str, Any], *, at: datetime) -> User:
    """What Sojourn adds when allauth has made an account: names, profile, journal."""
    with transaction.atomic():
        for name in NAMES:
            setattr(user, name, values[name])
        user.joined_at = at
        user.save(update_fields=[*NAMES, "joined_at"])
        Profile.objects.get_or_create(user=user)
        journal.note("people.sign_up", thing=user, by=user, at=at)
    return user


def join(invitation: Any, values: dict[str, Any], *, by: Any, at: datetime) -> User:
    """Make an account for the address of an invitation: opening the letter has confirmed it."""
    with transaction.atomic():
        gates.require(rules.may_join(invitation.address, by=by, at=at))
        try:
            with transaction.atomic():
                user = register(email=invitation.address, at=at, **values)
        except IntegrityError:  # a double click: the first one made the account
            gates.require(rules.may_join(invitation.address, by=by, at=at))
            raise
        post.close(invitation, at=at)
    return user


def edit_profile(user: User, values: dict[str, Any], *, by: Any, at: datetime) -> Profile:
    """Save names and details; Overtaken where `values["version"]` is no longer the kept one."""
    gates.require(rules.may_edit_profile(user, by=by, at=at))
    with transaction.atomic():
        profile, _ = Profile.objects.get_or_create(user=user)
        details = {name: values[name] for name in DETAILS}
        saved = Profile.objects.filter(pk=profile.pk, version=values["version"]).update(
            **details, version=values["version"] + 1
        )
        if not saved:
            profile.refresh_from_db()
            raise Overtaken(profile)
        for name in OF_THE_USER:
            setattr(user, name, values.get(name, getattr(user, name)))
        user.save(update_fields=OF_THE_USER)
        journal.note("people.edit_profile", thing=user, by=by, at=at)
    profile.refresh_from_db()
    return profile


def appoint(user: User, kind: str, *, by: Any, at: datetime) -> Role:
    """Give a federation-wide role; a second time changes nothing."""
    gates.require(rules.may_appoint(user, kind, by=by, at=at))
    with transaction.atomic():
        role, new = Role.objects.get_or_create(user=user, kind=kind, defaults={"given_at": at})
        user._kinds = None
        if new:
            journal.note("people.appoint", thing=user, by=by, at=at, facts={"kind": kind})
            if by is not None and by != user:
                context = {"office": role.get_kind_display().lower(), "by": by}
                post.write("people.appoint", to=user, thing=user, at=at, context=context)
    return role


def dismiss(user: User, kind: str, *, by: Any, at: datetime) -> None:
    with transaction.atomic():
        officers = list(
            Role.objects.select_for_update().filter(kind=kind)
        )  # two hands never dismiss the last
        if user.pk not in {role.user_id for role in officers}:
            return
        gates.require(rules.may_dismiss(user, kind, by=by, at=at))
        Role.objects.filter(user=user, kind=kind).delete()
        user._kinds = None
        journal.note("people.dismiss", thing=user, by=by, at=at, facts={"kind": kind})
        if by is not None and by != user:
            context = {"office": rules.ROLE_NAMES[kind].lower(), "by": by}
            post.write("people.dismiss", to=user, thing=user, at=at, context=context)


def consent(user: User, *, purpose: str, wording: str, by: Any, at: datetime) -> Consent:
    """Keep what was agreed to, in its own words; the same open consent is kept once."""
    gates.require(rules.may_consent(user, by=by, at=at))
    with transaction.atomic():
        open_one = queries.consents(user).filter(purpose=purpose, wording=wording, withdrawn_at=None).first()
        if open_one is not None:
            return open_one
        given = Consent.objects.create(user=user, purpose=purpose, wording=wording, given_at=at)
        journal.note("people.consent", thing=given, by=by, at=at, facts={"purpose": purpose})
    return given


def withdraw_consent(consent: Consent, *, by: Any, at: datetime) -> None:
    with transaction.atomic():
        consent = journal.locked(consent)
        gates.require(rules.may_withdraw_consent(consent, by=by, at=at))
        consent.withdrawn_at = at
        consent.save(update_fields=["withdrawn_at"])
        journal.note(
            "people.withdraw_consent", thing=consent, by=by, at=at, facts={"purpose": consent.purpose}
        )


def make_feed(user: User, *, by: Any, at: datetime) -> str:
    """A fresh secret for the calendar of one's due dates; an older one ends. Only its hash is kept."""
    gates.require(rules.may_make_feed(user, by=by, at=at))
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        Feed.objects.update_or_create(user=user, defaults={"digest": digest(token), "made_at": at})
        journal.note("people.make_feed", thing=user, by=by, at=at)
    return token


def drop_feed(user: User, *, by: Any, at: datetime) -> None:
    gates.require(rules.may_make_feed(user, by=by, at=at))
    with transaction.atomic():
        if Feed.objects.filter(user=user).delete()[0]:
            journal.note("people.drop_feed", thing=user, by=by, at=at)


def forget(person: User, *, at: datetime) -> None:
    """Leave a nameless, closed account where rows of other rooms still point at it."""
    with transaction.atomic():
        for rows in (Profile, Role, Consent, EmailAddress, Feed):
            rows.objects.filter(user=person).delete()
        person.email, person.is_active = f"forgotten-{person.pk}@forgotten.invalid", False
        person.title = person.given_name = person.family_name = person.zone = person.language = ""
        person.daily = False
        person.set_unusable_password()
        person.save(update_fields=["email", "is_active", "password", *OF_THE_USER])
        person.__dict__.pop("_kinds", None)
        journal.note("people.forget", thing=person, by=None, at=at)
