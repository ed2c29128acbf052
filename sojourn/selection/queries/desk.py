"""What of this room waits for a person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from sojourn.calls.models import Call, Programme
from sojourn.people import queries as people
from sojourn.selection.models import Match, Nomination, Panel, Reading, Release, Result
from sojourn.selection.queries import appeals, matches, meetings, nominations, panels, parts, releases
from sojourn.societies import queries as societies
from sojourn.ui.waiting import Waiting

FRESH = timedelta(days=14)


def waiting_for(user: Any, *, at: datetime) -> list[Waiting]:
    """Rankings to decide, parts to read, nominations to answer, the run, the release, the own result."""
    if not getattr(user, "is_authenticated", False):
        return []
    found = (
        _meetings(user, at)
        + _panels(user, at)
        + _readings(user, at)
        + _nominations(user)
        + _results(user, at)
    )
    if people.is_federation_officer(user):
        found += [line for call in _live_calls(at) for line in _office(call, at)]
    return found + _to_sign(user) + _appeals(user, at)


def _live_calls(at: datetime):
    """Calls that have closed and have no published release."""
    done = Release.objects.filter(releases.out(at, "")).values("call_id")
    return Call.objects.filter(state="announced", closes_at__lt=at).exclude(pk__in=done)


def _panels(user: Any, at: datetime) -> list[Waiting]:
    found = []
    programmes = panels.panels_shared(user, at=at).filter(call__in=_live_calls(at))
    chaired = {society.pk for society in societies.chaired_by(user)}
    if people.is_federation_officer(user):
        programmes = programmes.filter(society__in=chaired)
    signed = set(
        Panel.objects.filter(programme__in=programmes, state="signed").values_list("programme", flat=True)
    )
    for programme in programmes:
        line = (
            _of_chair(user, programme, signed)
            if programme.society_id in chaired
            else _left_over(user, programme)
        )
        if line is None:
            continue
        verb, title, number = line
        url = reverse("selection:decide", args=[programme.call.slug, programme.society.slug])
        due = programme.call.decisions_by
        found.append(Waiting(verb, title, url, due, number, programme=programme.pk))
    return found


def _of_chair(user: Any, programme: Programme, signed: set[Any]) -> tuple[str, str, int | None] | None:
    if programme.pk in signed:
        return None
    before, undecided = parts.own_part(programme, user)
    if not before:
        return None
    if not undecided:
        return "Sign", f"the ranking of {programme.society.acronym}", None
    return "Decide on", _applications(programme, undecided), undecided


def _left_over(user: Any, programme: Programme) -> tuple[str, str, int] | None:
    """What the chair may not see, of vice chair or office, until the match is run."""
    number = parts.open_left(user, programme)
    if not number or matches.live_match(programme.call):
        return None
    return "Decide on", _applications(programme, number), number


def _applications(programme: Programme, number: int) -> str:
    return f"application{'' if number == 1 else 's'} of {programme.society.acronym}"


def _meetings(user: Any, at: datetime) -> list[Waiting]:
    """The committee's own meetings, until they are closed."""
    seated = meetings.meetings_for(user, at=at).filter(
        state__in=("planned", "open"), programme__society__in=societies.sits_in(user).values("pk")
    )
    return [
        Waiting(
            "Enter" if row.state == "open" else "Prepare",
            f"the meeting of {row.programme.society.acronym}",
            reverse("selection:meeting", args=[row.pk]),
            row.held_at,
            programme=row.programme_id,
        )
        for row in seated
    ]


def _readings(user: Any, at: datetime) -> list[Waiting]:
    chaired = list(societies.chaired_by(user))
    if not chaired:
        return []
    found = []
    for match in Match.objects.filter(state="settled", call__in=_live_calls(at)).select_related("call"):
        read = set(Reading.objects.filter(match=match).values_list("programme__society_id", flat=True))
        found += [
            Waiting(
                "Read",
                f"the outcome of {programme.society.acronym} before its release",
                reverse("selection:read", args=[match.call.slug, programme.society.slug]),
            )
            for programme in matches.programmes_in(match.call)
            if programme.society in chaired and programme.society_id not in read
        ]
    return found


def _nominations(user: Any) -> list[Waiting]:
    if people.is_federation_officer(user):
        return []
    return [
        Waiting(
            "Answer",
            f"a nomination of {row.application.programme.society.acronym} for {row.offer.centre.institution}",
            reverse("selection:nomination", args=[row.pk]),
            row.due_at,
            rule="centre",
        )
        for row in nominations.nominations(user).filter(state="asked")
    ]


def _office(call: Call, at: datetime) -> list[Waiting]:
    """The federation's next step of one call, if it can be taken."""
    url = reverse("selection:match", args=[call.slug])
    match = matches.live_match(call)
    if match is None:
        if not matches.programmes_in(call) or matches.unsigned(call) or parts.unfinished(call):
            return []
        return [Waiting("Run", f"the match of the {call.year} call", url)]
    if match.state == "run":
        return [Waiting("Ask", f"the centres of the {call.year} call", url)]
    if match.state == "asking":
        late = Nomination.objects.filter(match=match, state="asked", due_at__lt=at).count()
        text = f"late answer{'' if late == 1 else 's'} of centres"
        return [Waiting("Chase", text, url, None, late)] if late else []
    if releases.live_release(call) is None and len(matches.readings(match)) == len(
        matches.programmes_in(call)
    ):
        return [Waiting("Prepare", f"the release of the {call.year} call", url, None)]
    return []


def _to_sign(user: Any) -> list[Waiting]:
    if not societies.may_sign(
        user
    ):  # asked first: others cost the same before and after a release is prepared
        return []
    found = []
    for release in Release.objects.filter(state__in=("prepared", "held")).select_related("call"):
        url = reverse("selection:release", args=[release.call.slug])
        if release.state == "held" and user.pk in (release.prepared_by_id, release.published_by_id):
            found.append(Waiting("Watch", f"the held results of the {release.call.year} call", url))
        if release.state == "held" or release.prepared_by_id == user.pk:
            continue
        if releases.may_sign(user, release.call):
            found.append(Waiting("Sign", f"the results of the {release.call.year} call", url))
    return found


def _appeals(user: Any, at: datetime) -> list[Waiting]:
    if not societies.officer_of(user).exists():
        return []
    number = appeals.open_appeals(user, at=at).count()
    if not number:
        return []
    text = f"appeal{'' if number == 1 else 's'} against a result"
    return [Waiting("Answer", text, reverse("selection:appeals"), None, number)]


def _results(user: Any, at: datetime) -> list[Waiting]:
    rows = Result.objects.filter(
        releases.out(at),
        application__applicant=user,
        release__published_at__gt=at - FRESH,
    ).select_related("application__programme__society")
    return [
        Waiting(
            "Read",
            f"your result of {row.application.programme.society.acronym}",
            reverse("selection:result", args=[row.application_id]),
        )
        for row in rows
    ]
