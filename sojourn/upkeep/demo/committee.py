"""What the committee of the cast shows beside scores: phases, shared cases, conflicts, words for applicants.

Invented like everybody. Only where the loading walks past the closing: in a rehearsal the cast does it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sojourn.applications import queries as applications
from sojourn.calls import actions as calls
from sojourn.calls import queries as read
from sojourn.calls.models import Programme
from sojourn.reviews import actions as reviews
from sojourn.reviews import queries
from sojourn.reviews.models import Assignment
from sojourn.societies import actions as societies
from sojourn.societies import queries as seats
from sojourn.upkeep.demo.scene import Scene

SOCIETY = "ESGAR"
CASES = (
    (
        "Shared case A (invented)",
        "Certified two years ago, four years of abdominal imaging, a plan for liver MRI with a question of "
        "her own. The letter names three cases and what will change at home.",
        4,
        "A plan of one's own and a place for it at home: above what is usual, short of outstanding.",
    ),
    (
        "Shared case B (invented)",
        "Certified last year, general training, wishes “to see much”. The letter of recommendation is warm "
        "and says little. No plan for the time after the stay.",
        2,
        "Nothing is wrong with it, and nothing tells why this centre and why now.",
    ),
)
LEVELS = {"cleo": (4, 2), "dov": (4, 3), "eva": (5, 2)}  # how each scored the shared cases
ADVICE = (
    "Name two or three cases of your own that the stay would have changed.",
    "Say who will use at home what you learn, and from when on.",
)
TALK = "We are a level apart. I read the second year of training as half of it; is that how you read it, too?"


def prepare(scene: Scene, *, at: datetime) -> None:
    """Phases, cases and where members work and worked, before files are given."""
    programme = _programme(scene)
    officer = scene.officer_of(programme)
    call = scene.call
    results = datetime.combine(call.results_on, call.reviews_by.timetz())
    rights = {"may_score": True, "may_change": True}
    calls.edit_phases(
        programme,
        [
            {"title": "Scores, each alone", "starts_at": call.closes_at, "ends_at": call.reviews_by,
             "sees_colleagues": False, "may_discuss": False, **rights},
            {"title": "Discussion", "starts_at": call.reviews_by, "ends_at": results,
             "sees_colleagues": True, "may_discuss": True, **rights},
        ],
        version=programme.version, by=officer, at=at,
    )  # fmt: skip
    codes = [one.code for one in read.criteria(programme)]
    for title, text, level, note in CASES:
        values = {"title": title, "text": text, "reference": dict.fromkeys(codes, level)}
        calls.add_case(programme, {**values, "reference_note": note}, by=officer, at=at)
    programme.refresh_from_db()
    calls.edit_reviewing(programme, {"training_first": True, "version": programme.version}, by=officer, at=at)
    programme.refresh_from_db()


def find_conflicts(scene: Scene, *, at: datetime) -> None:
    """One that bars, one disclosed to the chair only, and one that the chair cleared with a reason."""
    programme = _programme(scene)
    members = _members(programme)
    files = [one for one in queries.to_review(programme) if not scene.person_of(one).facts]
    barred, ranked = files[0], files[1]
    cleared = next(one for one in files[2:] if one.institution != barred.institution)
    ended = (at - timedelta(days=500)).date()
    past = {"since_on": ended - timedelta(days=900), "until_on": ended}
    for one in (barred, cleared):
        place = {"institution": one.institution, **past}
        societies.affiliate(members["dov"], place, by=members["dov"], at=at)
    centre = applications.choices(ranked).last().offer.centre.institution.name
    societies.affiliate(members["cleo"], {"institution": centre}, by=members["cleo"], at=at)
    reviews.sweep(programme, at=at)
    for row in seats.conflicts(programme.society).filter(against=cleared.applicant, state="found"):
        if row.grade == "bars":
            reason = "One year in another department, and never in the same rota."
            societies.clear(row, reason=reason, by=members["eva"], at=at)


def train(scene: Scene, *, at: datetime) -> None:
    """Each member scores the shared cases; then the real files open."""
    programme = _programme(scene)
    criteria = list(read.criteria(programme))
    reading = queries.reviewers_of(programme)
    for key, member in _members(programme).items():
        if member.pk not in reading:
            continue  # a substitute without a file is shown no case
        for case, level in zip(queries.training_cases(programme), LEVELS.get(key, (4, 2)), strict=True):
            reviews.train(case, {one.pk: level for one in criteria}, by=member, at=at)


def advise(scene: Scene, *, at: datetime) -> None:
    """Some words by criterion in drafts; they reach the applicants as far as the chair lets them."""
    programme = _programme(scene)
    criteria = list(read.criteria(programme))
    rows = Assignment.objects.filter(application__programme=programme, state="assigned")
    ordered = rows.select_related("application__programme__call", "reviewer").order_by("application__number")
    for number, row in enumerate(ordered[:6]):
        reviews.declare_none(row, by=row.reviewer, at=at)
        advice = {criteria[number % len(criteria)].pk: ADVICE[number % len(ADVICE)]}
        reviews.score(row, {"advice": advice}, by=row.reviewer, at=at)


def discuss(scene: Scene, *, at: datetime) -> None:
    """A remark where two members are apart, once the discussion is open."""
    programme = _programme(scene)
    cleo = _members(programme)["cleo"]
    final = Assignment.objects.filter(application__programme=programme, reviewer=cleo, state="final")
    row = final.select_related("application__programme__call").order_by("application__number").first()
    if row is not None:
        reviews.remark(row.application, text=TALK, audience="committee", by=cleo, at=at)


def _programme(scene: Scene) -> Programme:
    return next(one for one in scene.programmes if one.society.acronym == SOCIETY)


def _members(programme: Programme) -> dict:
    """Key in the cast -> user."""
    users = [seat.user for seat in seats.seats(programme.society).select_related("user")]
    return {user.email.partition("@")[0]: user for user in users}
