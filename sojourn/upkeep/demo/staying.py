"""Offers answered, dates agreed, three months lived, reports filed, certificates issued, stories told."""

from __future__ import annotations

import random
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sojourn.alumni import actions as alumni
from sojourn.awards import actions as awards
from sojourn.awards.models import Award
from sojourn.certificates import actions as certificates
from sojourn.core import periods
from sojourn.placements import actions as placements
from sojourn.placements import queries as read
from sojourn.placements.models import Placement
from sojourn.placements.queries import QUESTIONS
from sojourn.post import queries as post
from sojourn.upkeep.demo import funding
from sojourn.upkeep.demo.scene import Scene

ACTIVITIES = ("reporting", "reporting", "reporting", "procedure", "meeting", "teaching", "research")
LEARNED = (
    "I reported with the team from the second week and followed my own patients to the meeting. The rarer "
    "cases were worth the whole stay."
)
CHANGES = "We have taken over two protocols and a list of cases that the residents read with me every month."
ADVICE = "Find a room before you travel, and ask for the badge on the first morning."
STORY = (
    "Three months sounded long and were short. I came with questions from a general department and found "
    "people who answered them at the screen, every day. The first Monday is strange; by the second you have"
    " a desk, a coffee cup and a case of your own."
)
WEEKS = (
    "Badge, reporting stations, the first reports read together with the tutor",
    "Reporting sessions every morning; the multidisciplinary meeting on Wednesday",
    "Own list of ten examinations a day, each checked by the tutor",
    "Reporting sessions; presenting two cases in the meeting",
    "Procedures: watching, then assisting",
    "Own list; mid-term talk about the objectives with the tutor",
    "Procedures under supervision; teaching the residents at noon on Thursday",
    "Own list; the unusual cases of the archive",
    "Reporting on call with a senior, two evenings",
    "Research: the protocol that goes home",
    "Own list, read by the tutor the next day",
    "Presenting in the meeting; ten unknown cases with the tutor",
    "The report, the farewell, and the list of what goes home",
)
LINES = (
    "Slow at the workstation, but everybody explains.",
    "First list of my own. Good talks at the screen.",
    "Many emergencies; the meeting fell out.",
    "I present now, and am asked what I think.",
)
ANSWERS = ("Good start; the pace will come.", "Agreed. Next week the procedures.")
COMMENTS = ("A pleasure to have in the team.", "Careful and curious.", "Came far in a short time.")


def offer(scene: Scene, *, at: datetime) -> None:
    """The offers of the release, unanswered."""
    awards.offer_released(scene.call, at=at)


def answer(scene: Scene, *, at: datetime) -> None:
    """Every offer is answered; some one in nine declines, and the waiting list moves until it rests."""
    awards.offer_released(scene.call, at=at)
    for number in range(6):
        offered = list(
            Award.objects.filter(application__programme__call=scene.call, state="offered")
            .select_related("application__applicant")
            .order_by("application__number")
        )
        if not offered:
            return
        moment = at + timedelta(days=2 + 3 * number)
        for award in offered:
            person = scene.person_of(award.application)
            user = award.application.applicant
            if random.Random(person.seed + 7).random() < 0.11 and person.key != "ada":
                reason = "My department cannot spare me this year."
                awards.decline(award, reason=reason, by=user, at=moment)
            else:
                awards.accept(award, by=user, at=moment)
        awards.next_round(scene.call, at=moment)


def agree(scene: Scene, *, at: datetime) -> None:
    """Fellows propose three months within the window, the centres agree."""
    open_stays(scene, at=at)
    for placement in stays(scene):
        dice = random.Random(scene.person_of(placement.award.application).seed + 3)
        first = scene.call.starts_from
        month = 0 if dice.random() < 0.4 else dice.randrange(1, 6)
        starts_on = periods.add_months(first, month)
        ends_on = periods.add_months(starts_on, scene.call.months) - timedelta(days=1)
        fellow = placement.fellow
        placements.propose_dates(
            placement, starts_on=starts_on, ends_on=ends_on, by=fellow, at=at + timedelta(days=2)
        )
        coordinator = read.coordinators(placement)[0]
        placements.agree_dates(placement, by=coordinator, at=at + timedelta(days=5))
        scene.earned.append((at + timedelta(days=5), placement.award_id, "agreed"))


def open_stays(scene: Scene, *, at: datetime) -> None:
    placements.open_accepted(at=at)


def stays(scene: Scene):
    return (
        Placement.objects.filter(award__application__programme__call=scene.call)
        .select_related(*read.RELATED)
        .order_by("award__application__number")
    )


def live(scene: Scene, *, until: datetime) -> None:
    """Each stay goes as far as `until` reaches, from the arrival to the certificate."""
    for placement in stays(scene).filter(state__in=("agreed", "arrived")):
        _live_one(scene, placement, until)
    awards.follow_arrived(read.arrivals(), at=until)
    funding.earn(scene, until=until)


def _live_one(scene: Scene, placement: Placement, until: datetime) -> None:
    dice = random.Random(scene.person_of(placement.award.application).seed + 5)
    zone = ZoneInfo(scene.call.zone)
    invitation = tutor_link(placement)

    def morning(day):
        return datetime.combine(day, time(8, 30), zone).astimezone(UTC)

    start, end = placement.starts_on, placement.ends_on
    if morning(start + timedelta(days=1)) >= until:
        return
    if placement.state == "agreed":
        _plan(placement, dice, invitation, at=morning(start - timedelta(days=7)))
        placements.confirm_arrival(placement, arrived_on=start, by=invitation, at=morning(start))
        scene.earned.append((morning(start), placement.award_id, "arrived"))
    _log(scene, placement, dice, invitation, until, morning)
    middle = read.midterm_on(placement)
    if morning(middle + timedelta(days=3)) >= until:
        return
    _evaluate(placement, "midterm", dice, invitation, at=morning(middle + timedelta(days=1)))
    scene.earned.append((morning(middle + timedelta(days=1)), placement.award_id, "midterm"))
    if morning(end + timedelta(days=25)) >= until:
        return
    _evaluate(placement, "final", dice, invitation, at=morning(end))
    _close(scene, placement, dice, at=morning(end + timedelta(days=10)))
    scene.earned.append((morning(end + timedelta(days=14)), placement.award_id, "reported"))


def tutor_link(placement: Placement):
    """The invitation that the tutor holds since the dates were proposed."""
    return post.invitation_of(placement, "placements:tutor_page")


def _plan(placement: Placement, dice, invitation, *, at: datetime) -> None:
    objectives = {
        line.pk: {"level_start": dice.choice((1, 2, 2, 3)), "planned": line.planned}
        for line in placement.objectives.all()
    }
    values = {
        "monitoring": "A talk every Friday, the logbook beside it.",
        "evaluating": "Ten unknown cases read with the tutor in the last week.",
        "objectives": objectives,
        "weeks": dict(enumerate(WEEKS, 1)),
    }
    placements.edit_plan(placement, values, by=placement.fellow, at=at)
    name = placement.fellow.get_full_name()
    placements.sign_plan(placement, role="fellow", name=name, by=placement.fellow, at=at)
    placements.sign_plan(
        placement, role="tutor", name=placement.tutor.name, by=invitation, at=at + timedelta(days=1)
    )


def _log(scene: Scene, placement: Placement, dice, invitation, until, morning) -> None:
    objectives = list(placement.objectives.all())
    entries = []
    for week in range(0, 13, 1 if scene.call.year == 2024 else 3):
        day = placement.starts_on + timedelta(days=7 * week + dice.randrange(1, 5))
        if morning(day) >= until or day > placement.ends_on:
            break
        values = {
            "objective": objectives[week % len(objectives)],
            "done_on": day,
            "activity": dice.choice(ACTIVITIES),
            "modality": dice.choice(("CT", "MRI", "Ultrasound", "")),
            "role": dice.choice(("observed", "assisted", "performed")),
            "count": dice.randrange(2, 14),
            "note": "",
        }
        entries.append(placements.log(placement, values, by=placement.fellow, at=morning(day)))
    _write_lines(scene, placement, invitation, until, morning)
    done = [entry for entry in entries if morning(entry.done_on + timedelta(days=7)) < until]
    if done:
        placements.countersign(
            done, by=invitation, at=min(morning(done[-1].done_on + timedelta(days=7)), until)
        )


def _write_lines(scene: Scene, placement: Placement, invitation, until, morning) -> None:
    """A line a week in this year's call; the tutor answers all but the last."""
    if scene.call.year != 2024:
        return
    kept = set(placement.check_ins.values_list("number", flat=True))
    for number, text in enumerate(LINES):
        if number + 1 in kept:
            continue
        day = placement.starts_on + timedelta(days=7 * number + 4)
        if morning(day) >= until or day > placement.ends_on:
            return
        row = placements.check_in(placement, note=text, by=placement.fellow, at=morning(day))
        if morning(day + timedelta(days=7)) < until and number < len(ANSWERS):
            answer = ANSWERS[number]
            placements.answer_check_in(row, answer=answer, by=invitation, at=morning(day + timedelta(days=3)))


def _evaluate(placement: Placement, moment: str, dice, invitation, *, at: datetime) -> None:
    for side, by in (("tutor", invitation), ("fellow", placement.fellow)):
        answers = {code: dice.choice((3, 4, 4, 5, 5)) for code, *_ in QUESTIONS[side]}
        placements.evaluate(
            placement, moment=moment, side=side, answers=answers, comment=dice.choice(COMMENTS), by=by, at=at
        )


def _close(scene: Scene, placement: Placement, dice, *, at: datetime) -> None:
    levels = {
        line.pk: min(5, (line.level_start or 2) + dice.choice((1, 2, 2)))
        for line in placement.objectives.all()
    }
    values = {"learned": LEARNED, "changes": CHANGES, "advice": ADVICE, "levels": levels}
    report = placements.file_report(placement, values, by=placement.fellow, at=at)
    officer = scene.officer_of(placement.award.application.programme)
    placements.accept_report(report, by=officer, at=at + timedelta(days=4))
    placements.complete(placement, by=None, at=at + timedelta(days=4))
    certificates.issue(placement, by=officer, at=at + timedelta(days=5))
    if dice.random() < 0.7:
        person = scene.person_of(placement.award.application)
        values = {
            "shown_name": placement.fellow.formal_name,
            "works_at": person.institution,
            "story_title": f"Three months in {placement.offer.centre.institution.city}",
            "story": STORY if dice.random() < 0.4 else "",
            "contactable": dice.random() < 0.5,
        }
        alumni.join(placement, values, by=placement.fellow, at=at + timedelta(days=9))
