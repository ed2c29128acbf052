"""The training plan: what is signed, what changed since, who may read it, whose it may be copied from."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from sojourn.centres import queries as centres
from sojourn.placements.models import Placement, PlanVersion
from sojourn.placements.queries import dates, duties, stays


def plans_visible_to(user: Any) -> QuerySet[Placement]:
    """The fellow, the office; a coordinator where the centre signs it too. The tutor comes by link."""
    hosted = Q(
        award__application__programme__plan_third="centre",
        offer__centre__institution__in=centres.coordinated_by(user),
    )
    papers = Q(pk__in=stays.papers_visible_to(user).values("pk"))
    return stays.standing().filter(papers | hosted).select_related(*stays.RELATED)


def plan_content(placement: Placement) -> dict[str, Any]:
    """What is signed: everything that the plan says, and nothing that may change without a new signature."""
    return {
        "placement": str(placement.pk),
        "version": placement.plan_version,
        "monitoring": placement.monitoring,
        "evaluating": placement.evaluating,
        "objectives": [
            {
                "module": line.module,
                "kind": line.kind,
                "text": line.text,
                "planned": line.planned,
                "level_start": line.level_start,
                "chapter": line.chapter,
                "curriculum_url": line.curriculum_url,
            }
            for line in placement.objectives.all()
        ],
        "weeks": [{"number": week.number, "activities": week.activities} for week in placement.weeks.all()],
        "length": len(plan_weeks(placement)) if placement.starts_on else None,
    }


def plan_weeks(placement: Placement) -> list[dict[str, Any]]:
    """[{"number", "first", "last", "activities"}] of every week; without dates, of the usual length.

    Weeks that were planned and fell away with a shorter stay are not among them.
    """
    kept = {week.number: week.activities for week in placement.weeks.all()}
    if placement.starts_on is None:
        months = placement.award.application.programme.call.months
        numbers = range(1, -(-months * 30 // 7) + 1)
        return [{"number": n, "first": None, "last": None, "activities": kept.get(n, "")} for n in numbers]
    return [
        {"number": number, "first": first, "last": last, "activities": kept.get(number, "")}
        for number, first, last in dates.dates_of(placement).weeks()
    ]


def signed_before(placement: Placement) -> PlanVersion | None:
    """The last version that was signed, where the plan has changed since."""
    found = placement.plan_versions.order_by("-number").first()
    return found if found and found.number != placement.plan_version else None


def plan_changes(placement: Placement, before: PlanVersion) -> list[str]:
    """In words, what differs from what was signed."""
    old, new = before.content, plan_content(placement)
    weeks = {week["number"]: week["activities"] for week in old.get("weeks", [])}
    then = {week["number"]: week["activities"] for week in new["weeks"]}
    changed = [n for n in sorted(weeks.keys() | then.keys()) if weeks.get(n, "") != then.get(n, "")]
    found = [f"Week {number}" for number in changed]
    if old.get("length") and new["length"] and old["length"] != new["length"]:
        found.append(f"{new['length']} weeks instead of {old['length']}")
    texts = {line["text"]: line for line in old["objectives"]}
    for line in new["objectives"]:
        earlier = texts.pop(line["text"], None)
        if earlier is None:
            found.append(f"New: {line['text']}")
        elif any(earlier.get(name) != line[name] for name in ("planned", "level_start")):
            found.append(line["text"])
    found += [f"Left out: {text}" for text in texts]
    words = {"monitoring": "How progress is followed", "evaluating": "How it is evaluated"}
    return found + [said for name, said in words.items() if old.get(name, "") != new[name]]


def earlier_plan(placement: Placement) -> Placement | None:
    """The last completed stay at the same centre, for the same society, that planned its weeks."""
    society = placement.award.application.programme.society_id
    rows = Placement.objects.filter(
        state="completed",
        offer__centre=placement.offer.centre_id,
        award__application__programme__society=society,
        weeks__isnull=False,
    ).exclude(pk=placement.pk)
    return rows.distinct().order_by("-ends_on", "pk").first()


def unsigned_by(placement: Placement) -> list[str]:
    """Who has still to sign the present version, in the order in which they sign."""
    signed = stays.signed_roles(placement)
    return [role for role in duties.signers(placement) if role not in signed]


def plans_to_sign(user: Any) -> list[Placement]:
    """Plans that wait for this person's third signature."""
    third = Q(
        award__application__programme__plan_third="centre",
        offer__centre__institution__in=centres.coordinated_by(user),
    ) | Q(
        award__application__programme__plan_third="office",
        award__application__programme__society__in=stays.societies.officer_of(user),
    )
    rows = stays.standing().filter(third, state__in=("agreed", "arrived")).select_related(*stays.RELATED)
    found = []
    for row in rows.prefetch_related("signatures").order_by("starts_on", "pk"):
        signed = {each.role for each in row.signatures.all() if each.plan_version == row.plan_version}
        if {"fellow", "tutor"} <= signed and duties.signers(row)[-1] not in signed:
            found.append(row)
    return found
