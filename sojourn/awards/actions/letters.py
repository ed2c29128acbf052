"""The letters of this room, and the receipt of an answer."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from sojourn.awards import queries
from sojourn.awards.models import Answer, Award
from sojourn.core import seals
from sojourn.journal import actions as journal
from sojourn.post import actions as post
from sojourn.ui import times


def write(
    kind: str, award: Award, *, at: datetime, due_at: datetime | None = None, context: dict | None = None
):
    """To the person whose award it is."""
    call = award.application.programme.call
    return post.write(
        f"awards.{kind}",
        to=award.application.applicant,
        thing=award,
        at=at,
        due_at=due_at,
        context={
            "programme": award.application.programme,
            "institution": award.offer.centre.institution,
            "accept_by": times.instant(award.accept_by, call.zone),
            "days": call.accept_days,
            "site": settings.SITE_URL,
            **(context or {}),
        },
    )


def acknowledge(kind: str, award: Award, *, at: datetime) -> Answer:
    """Seal what was answered and tell it: on the page, by mail, and in the inbox."""
    application = award.application
    zone = application.programme.call.zone
    earlier = Answer.objects.filter(award__application=application).count()
    contents = {
        "answer": dict(Answer.KINDS)[kind],
        "award": str(award.pk),
        "programme": application.programme.name,
        "call": application.programme.call.name,
        "centre": str(award.offer.centre.institution),
        "answered": sealed_instant(at),
        "until": sealed_instant(award.accept_by),
    }
    facts = {"kind": kind, "sha256": seals.seal(contents)}
    sealed = journal.note("awards.acknowledge", thing=award, by=application.applicant, at=at, facts=facts)
    made = Answer.objects.create(
        award=award,
        kind=kind,
        number=f"{application.number or str(application.pk)[:8].upper()}-{earlier + 1}",
        contents=contents,
        sha256=seals.seal(contents),
        at=at,
        real_at=sealed.real_at,
    )
    context = {
        "answer": made,
        "when": times.instant(at, zone),
        "really": times.instant(made.real_at, "UTC") if abs(made.real_at - at).days else "",
        "check_address": queries.check_address(made),
    }
    write(kind, award, at=at, context=context)
    return made


def sealed_instant(at: datetime) -> str:
    """The instant as it is sealed: to the microsecond, in UTC."""
    return at.isoformat().replace("+00:00", "Z")
