"""The release: who signs it, its letters, and what is open once it is published."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from sojourn.applications.models import Application
from sojourn.calls.models import Call
from sojourn.people import queries as people
from sojourn.post import queries as post
from sojourn.selection import states
from sojourn.selection.models import Nomination, Release, Result
from sojourn.societies.models import Officer

FEW = 5  # smaller numbers of people are not published


def live_release(call: Call) -> Release | None:
    return (
        Release.objects.filter(call=call, state__in=states.LIVE)
        .select_related("match", "call", "prepared_by", "published_by")
        .first()
    )


def recalled_release(call: Call, at: datetime) -> Release | None:
    """The last one that was out and taken back."""
    return (
        Release.objects.filter(call=call, state="recalled", recalled_at__lte=at)
        .order_by("-recalled_at")
        .first()
    )


def to_publish(at: datetime) -> list[Release]:
    """Held releases whose instant has come."""
    rows = Release.objects.filter(state="held", published_at__lte=at)
    return list(rows.select_related("call", "match").order_by("published_at"))


def half_told() -> list[Release]:
    """Published releases with letters that nobody has written yet."""
    return list(
        Release.objects.filter(state="published", results__told_at=None, results__pk__isnull=False).distinct()
    )


def untold(release: Release) -> QuerySet[Result]:
    return with_parts(release.results.filter(told_at=None)).order_by("pk")


def with_parts(rows: QuerySet[Result]) -> QuerySet[Result]:
    """Results with what their letters tell."""
    return rows.select_related(
        "release__call",
        "application__applicant",
        "application__programme__society",
        "application__programme__call",
        "offer__centre__institution",
        "tutor",
    )


def letter_context(result: Result) -> dict[str, Any]:
    """What the letter of a result may tell."""
    programme = result.application.programme
    return {
        "result": result,
        "application": result.application,
        "programme": programme,
        "call": programme.call,
        "reason": result.reason,
        "institution": result.offer.centre.institution if result.offer else "",
        "tutor": result.tutor.name if result.tutor else "",
    }


def recall_context(result: Result) -> dict[str, Any]:
    """The same for everybody, whatever the recalled letter said."""
    programme = result.application.programme
    return {"application": result.application, "programme": programme, "call": programme.call}


def may_sign(user: Any, call: Call) -> bool:
    """The federation's officers, and society officers of the call who were named to sign."""
    if people.is_federation_officer(user):
        return True
    return Officer.objects.filter(user=user, may_sign=True, society__in=_societies(call)).exists()


def _societies(call: Call):
    return call.programmes.values("society_id")


def releases_to_sign(user: Any) -> QuerySet[Release]:
    """Releases that this person may look at as preparer or second signer."""
    rows = Release.objects.filter(state__in=states.LIVE).select_related(
        "match__call", "call", "prepared_by", "published_by"
    )
    if people.is_federation_officer(user):
        return rows
    if not getattr(user, "is_authenticated", False):
        return rows.none()
    own = Officer.objects.filter(user=user, may_sign=True).values("society_id")
    return rows.filter(call__programmes__society__in=own).distinct()


def recalled_to(user: Any) -> QuerySet[Release]:
    """The newest recalled release of each call whose results this person may sign."""
    rows = Release.objects.filter(state="recalled").select_related("call", "recalled_by")
    later = Release.objects.filter(
        call=OuterRef("call"), state="recalled", recalled_at__gt=OuterRef("recalled_at")
    )
    rows = rows.filter(~Exists(later))
    if people.is_federation_officer(user):
        return rows
    own = Officer.objects.filter(user=user, may_sign=True).values("society_id")
    return rows.filter(call__programmes__society__in=own).distinct()


def letters_of(release: Release) -> dict[str, int]:
    """How many letters of a release were written, have left, wait, were stopped, could not be delivered."""
    ids = [str(pk) for pk in release.results.values_list("pk", flat=True)]
    kinds = [f"selection.{outcome}" for outcome, _ in Result.OUTCOMES]
    found: Counter = Counter()
    for start in range(0, len(ids), 500):
        rows = post.letters().filter(
            thing_label="selection.result", thing_id__in=ids[start : start + 500], kind__in=kinds
        )
        for state, number in rows.order_by().values_list("state").annotate(number=Count("pk")):
            found[state] += number
    return {
        "all": len(ids),
        "written": sum(found.values()),
        "sent": found["sent"] + found["recalled"],
        "waiting": found["due"] + found["failed"],
        "stopped": found["stopped"],
        "trouble": found["bounced"] + found["given_up"],
    }


# --- what others may read, and only from a published release ---


def released(call: Call, at: datetime) -> Release | None:
    """The published release of a call."""
    return Release.objects.filter(call=call, state__in=states.OUT, published_at__lte=at).first()


def out(at: datetime, prefix: str = "release__") -> Q:
    """The one condition for reading a result: by the instant, whatever the worker has done so far."""
    return Q(**{f"{prefix}state__in": states.OUT, f"{prefix}published_at__lte": at})


def results(call: Call, at: datetime) -> QuerySet[Result]:
    """All results of a call, none before its release."""
    return Result.objects.filter(out(at), release__call=call).select_related(
        "release",
        "application__applicant",
        "application__programme__society",
        "offer__centre__institution",
        "tutor",
    )


def result_for(application: Application, *, at: datetime) -> Result | None:
    """What the applicant may read now."""
    return (
        Result.objects.filter(out(at), application=application)
        .select_related("release__call", "offer__centre__institution", "offer__programme", "tutor")
        .first()
    )


def recipient(letter: Any) -> str:
    """The address that a letter of this room should reach now; empty where it should reach nobody.

    A letter about a result goes out only while the published decision says of its addressee what it says.
    """
    if letter.kind in ("selection.selected", "selection.waiting", "selection.not_selected"):
        result = (
            Result.objects.filter(
                pk=letter.thing_id,
                outcome=letter.kind.partition(".")[2],
                release__state="published",
            )
            .select_related("application__applicant")
            .first()
        )
        return result.application.applicant.email if result else ""
    if letter.kind in ("selection.recall", "selection.answer_appeal"):
        found = Result.objects.filter(pk=letter.thing_id).select_related("application__applicant").first()
        return found.application.applicant.email if found else ""
    if letter.kind in ("selection.ask_centres", "selection.ask_second", "selection.remind"):
        waits = Nomination.objects.filter(pk=letter.thing_id, state="asked").exists()
        return letter.to_address if waits else ""
    return letter.to_address


def statistics(call: Call, *, at: datetime) -> list[dict[str, Any]]:
    """Per programme after the release: received, selected, waiting; numbers of people below five are None."""
    if released(call, at) is None:
        return []
    rows = (
        results(call, at)
        .order_by()
        .values("application__programme__society__acronym")
        .annotate(
            received=Count("pk"),
            selected=Count("pk", filter=Q(outcome="selected")),
            waiting=Count("pk", filter=Q(outcome="waiting")),
        )
        .order_by("application__programme__society__acronym")
    )
    return [
        {
            "society": row["application__programme__society__acronym"],
            **{
                name: row[name] if row[name] >= FEW or row[name] == 0 else None
                for name in ("received", "selected", "waiting")
            },
        }
        for row in rows
    ]
