"""What the pages of a stay share: where one is, the timeline, the crumbs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from sojourn.awards import queries as awards
from sojourn.placements import forms, queries, rules, states
from sojourn.placements.models import Placement
from sojourn.ui import gates, times, waiting

MOMENTS = {"midterm": "mid-term", "final": "final"}
STANDS = {
    "agreeing": "Dates to be proposed",
    "proposed": "Dates proposed",
    "agreed": "Dates agreed",
    "arrived": "At the centre",
    "completed": "Completed",
    "ended_early": "Ended early",
}
SIGNS = {
    "agreeing": "todo",
    "proposed": "wait",
    "agreed": "planned",
    "arrived": "ongoing",
    "completed": "done",
    "ended_early": "quiet",
}


def link(name: str, placement: Placement, *more: Any) -> str:
    return reverse(f"placements:{name}", args=[placement.pk, *more])


def own(request: HttpRequest, placement_id: Any) -> Placement:
    """The fellow's own stay, or 404."""
    return gates.find(queries.mine(request.user), pk=placement_id)


def readable(request: HttpRequest, placement_id: Any) -> Placement:
    """For the papers of a stay: the fellow and the office; the centre has the tutor's page."""
    return gates.find(queries.papers_visible_to(request.user), pk=placement_id)


def role(request: HttpRequest, placement: Placement) -> str:
    if queries.is_fellow(request.user, placement):
        return "fellow"
    return "office" if queries.is_office(request.user, placement) else "centre"


def person(placement: Placement) -> str:
    return placement.fellow.formal_name if placement.fellow else "The fellow"


def show(
    request: HttpRequest, template: str, placement: Placement, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of one stay for somebody who is signed in."""
    part = role(request, placement)
    programme = placement.award.application.programme
    due = None
    if part == "fellow":
        due = next(iter(waiting.in_order(queries.waiting_of(placement, at=request.at))), None)
    names = {"fellow": "Fellow", "office": "Office", "centre": "Host centre"}
    home = {
        "fellow": ("Your stay", link("stay", placement)),
        "office": (f"Stay of {person(placement)}", link("stay", placement)),
        "centre": (f"Stay of {person(placement)}", link("stay", placement)),
    }[part]
    base = {
        "placement": placement,
        "programme": programme,
        "call": programme.call,
        "institution": placement.offer.centre.institution,
        "tutor": placement.tutor,
        "fellow_name": person(placement),
        "part": part,
        "state_word": STANDS[placement.state],
        "state_sign": SIGNS[placement.state],
        "home": home,
        "back": home[1],
        "where": awards.where(programme, names[part], due=due),
    }
    return render(request, f"placements/{template}.html", base | context, status=status)


def closed(placement: Placement, moment: str, at: datetime) -> dict[str, str]:
    """Why each side reads only its own; nothing where both are read."""
    if queries.revealed(placement, moment):
        return {}
    given = [each.side for each in placement.evaluations.all() if each.moment == moment]
    if len(given) > 1:
        return {
            "title": "These two stay apart",
            "text": "They were given under different tutors or at different centres. Each is read by whoever "
            "gave it and by the office.",
        }
    text = (
        "Each side reads the other's evaluation when both are in; until then it stays closed, however late."
    )
    if not given:
        return {"title": "Neither evaluation is in yet", "text": text}
    whose = "fellow's" if given == ["tutor"] else "tutor's"
    due = queries.due_days_of(placement)[moment]
    late = rules.local_day(at, placement) > due
    if late:
        return {"title": f"The {whose} evaluation was due on {times.day(due)} and has not come", "text": text}
    return {"title": f"The {whose} evaluation is not in yet", "text": text}


def before_start(placement: Placement, at: datetime) -> dict[str, Any]:
    """What agreeing to a start asks of everybody, by its latest days."""
    return {"start": placement.starts_on, "lines": queries.errand_lines(placement, at=at)}


def objectives(placement: Placement) -> dict[str, Any]:
    """What an evaluation is about: each objective, what was done of it, where the fellow began."""
    return {"progress": queries.objective_progress(placement), "levels": dict(forms.LEVELS)}


def plan_parts(placement: Placement) -> dict[str, Any]:
    """What every page of the plan shows."""
    return {
        "lines": placement.objectives.all(),
        "weeks": [week for week in queries.plan_weeks(placement) if week["activities"]],
        "open_weeks": [week["number"] for week in queries.plan_weeks(placement) if not week["activities"]],
        "levels": dict(forms.LEVELS),
        "signed": queries.signed_roles(placement),
    }


# --- the timeline ---


def steps(placement: Placement, part: str, at: datetime) -> list[dict[str, Any]]:
    """The stay from the offer to the certificate, each step with its state, its day and the way on."""
    fellow = part == "fellow"
    lines = [
        {"title": "Place accepted", "state": "done", "at": placement.award.answered_at},
        _dates(placement, fellow),
    ]
    if placement.state == "ended_early":
        ended = {
            "title": "Ended early",
            "state": "quiet",
            "at": placement.completed_at,
            "note": placement.reason,
        }
        return [*lines, ended]
    lines += [_errands(placement, at), _papers(placement), _plan(placement, part), _arrival(placement)]
    if part == "centre":
        return lines
    return [
        *lines,
        _logbook(placement),
        _evaluation(placement, "midterm", fellow, at),
        _evaluation(placement, "final", fellow, at),
        _report(placement, fellow, at),
        _money(placement),
        _certificate(placement, fellow),
    ]


def _dates(placement: Placement, fellow: bool) -> dict[str, Any]:
    step = {"title": "Start and end agreed", "state": "done", "at": placement.agreed_at}
    if placement.agreed_at:
        step["note"] = f"{times.day(placement.starts_on)} to {times.day(placement.ends_on)}"
    elif placement.state == "proposed":
        step |= {
            "state": "wait",
            "note": f"{times.day(placement.starts_on)} to {times.day(placement.ends_on)}; the centre answers",
        }
    else:
        step |= {"state": "part", "note": f"The centre says: {placement.reason}" if placement.reason else ""}
    if fellow and not placement.agreed_at and placement.state in states.RUNNING:
        step |= {"url": link("propose_dates", placement), "verb": "Propose dates"}
    return step


def _errands(placement: Placement, at: datetime) -> dict[str, Any]:
    found = queries.errand_lines(placement, at=at)
    left = sum(1 for line in found if line.errand.state == "open")
    late, soon = (sum(1 for line in found if line.sign == sign) for sign in ("late", "soon"))
    note = f"{left} of {len(found)} still open" if left else "All seen to" if found else "Nothing is asked"
    told = [f"{late} past the latest day"] * bool(late) + [f"{soon} due within two weeks"] * bool(soon)
    return {
        "title": "Before arrival",
        "state": "problem" if late or soon else "part" if left else "done",
        "note": ", ".join([note, *told]),
        "url": link("before_arrival", placement) if found else "",
        "verb": "Open the list",
    }


def _papers(placement: Placement) -> dict[str, Any]:
    """Who has signed what is told where the papers are."""
    return {
        "title": "Agreement and letter of invitation",
        "state": "part" if placement.agreed_at else "todo",
        "word": "See there" if placement.agreed_at else "",
        "note": "" if placement.agreed_at else "Drawn up once the dates are agreed",
        "url": reverse("agreements:papers", args=[placement.pk]) if placement.agreed_at else "",
        "verb": "Open the papers",
    }


def _plan(placement: Placement, part: str) -> dict[str, Any]:
    signed, third = set(queries.signed_roles(placement)), queries.signers(placement)[-1]
    whole = set(queries.signers(placement)) <= signed
    step = {"title": "Training plan signed", "state": "done" if whole else "part"}
    if part != "centre" or third == "centre":
        step |= {"url": link("plan", placement), "verb": "Open the plan"}
    if signed == {"fellow"}:
        step |= {"state": "wait", "note": "Signed by the fellow; the tutor has a link to it"}
    elif signed and not whole:
        step |= {"state": "wait", "note": f"Still to sign: {', '.join(queries.unsigned_by(placement))}"}
    elif not signed and not placement.agreed_at:
        step["state"] = "todo"
    if placement.plan_version > 1:
        step["note"] = f"Version {placement.plan_version}. {step.get('note', '')}".strip()
    return step


def _arrival(placement: Placement) -> dict[str, Any]:
    if placement.arrived_on:
        return {"title": "Arrived", "state": "done", "at": placement.arrived_on}
    return {
        "title": "Arrival, confirmed by the centre",
        "state": "wait" if placement.agreed_at else "todo",
        "due_at": placement.agreed_at and placement.starts_on,
    }


def _logbook(placement: Placement) -> dict[str, Any]:
    rows = queries.objective_progress(placement)
    done, planned = sum(row["done"] for row in rows), sum(row["planned"] for row in rows)
    state = "todo" if not placement.arrived_on else "done" if placement.state == "completed" else "part"
    return {
        "title": "Logbook",
        "state": state,
        "note": f"{done} of {planned} planned activities",
        "url": link("logbook", placement) if placement.arrived_on else "",
        "verb": "Open the logbook",
    }


def _evaluation(placement: Placement, moment: str, fellow: bool, at: datetime) -> dict[str, Any]:
    given = {side for each, side in queries.evaluations(placement) if each == moment}
    step = {"title": f"{MOMENTS[moment].capitalize()} evaluations", "state": "todo"}
    if given:
        said = {"fellow": "the fellow", "tutor": "the tutor"}
        step["note"] = "Both are in" if len(given) == 2 else f"In from {said[next(iter(given))]}"
        step |= {
            "state": "done" if len(given) == 2 else "wait",
            "url": link("evaluation", placement, moment),
            "verb": "Read",
        }
    if fellow and "fellow" not in given and placement.state == "arrived":
        mine = rules.may_evaluate(placement, moment=moment, side="fellow", by=placement.fellow, at=at)
        if mine:
            step |= {
                "state": "part",
                "url": link("evaluate", placement, moment),
                "verb": "Evaluate the centre",
            }
    if not given and placement.agreed_at:
        step["due_at"] = queries.due_days_of(placement)[moment]
    return step


def _report(placement: Placement, fellow: bool, at: datetime) -> dict[str, Any]:
    found = queries.report_of(placement)
    state = found.state if found else ""
    words = {"": "todo", "draft": "part", "filed": "wait", "returned": "problem", "accepted": "done"}
    notes = {
        "draft": "Kept as a draft",
        "filed": "The office reads it",
        "returned": "The office asks for a change",
    }
    step = {"title": "Report", "state": words[state], "note": notes.get(state, "")}
    if fellow and state in ("", *states.REPORT_OPEN) and placement.state == "arrived":
        step |= {"url": link("file_report", placement), "verb": "Write the report"}
        step["due_at"] = queries.due_days_of(placement)["report"]
    elif found and state != "draft":
        step |= {"url": link("report", placement), "verb": "Read the report"}
    return step


def _money(placement: Placement) -> dict[str, Any]:
    return {
        "title": "Grant",
        "state": "done" if placement.state == "completed" else "part" if placement.agreed_at else "todo",
        "word": "In parts",  # what was paid is told where the money is
        "note": "What was promised, what is approved, and by when it leaves",
        "url": reverse("payments:grant", args=[placement.award_id]),
        "verb": "Open the grant",
    }


def _certificate(placement: Placement, fellow: bool) -> dict[str, Any]:
    missing = queries.missing_for_certificate(placement)
    return {
        "title": "Certificate",
        "state": "todo" if missing else "done",
        "word": "" if missing else "Ready",  # whether it was issued is told where certificates are
        "note": f"Needs: {'; '.join(missing)}" if missing else "Everything is in",
        "url": reverse("certificates:mine" if fellow else "certificates:office") if not missing else "",
        "verb": "Open certificates",
    }
