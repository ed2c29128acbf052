"""Who reviews what: every application gets its reviewers, nobody too many, nobody in conflict.

Reviewers are given out in rounds, first ones before second ones, to the least loaded; when all who are
free are in conflict, earlier assignments move along an augmenting path. So nothing is left short
that any plan could serve. Substitutes are called only where the named reviewers cannot serve.

Among equally loaded reviewers the one is taken who links groups that have too few applications in
common: without such links scores cannot be calibrated (see `calibration`).

With affinities (how well a reviewer suits an application) the plan follows their sum, and then lifts
the application that this serves worst (see `affinity`; loads and links are in `loads`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sojourn.core.affinity import auction, join, largest, lift, worth_of
from sojourn.core.loads import Desks

Pairs = Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class Plan:
    """`reviewers` of every application; `short` counts those missing; `called` are substitutes among them.

    `worst` is the sum of affinities of the worst-served application that got all its reviewers; `method`
    says how the plan was made.
    """

    reviewers: dict[str, list[str]]
    called: dict[str, list[str]] = field(default_factory=dict)
    short: dict[str, int] = field(default_factory=dict)
    method: str = "balanced"
    worst: float | None = None

    @property
    def loads(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for names in self.reviewers.values():
            for name in names:
                counts[name] = counts.get(name, 0) + 1
        return counts


def assign(
    applications: Sequence[str],
    reviewers: Sequence[str],
    *,
    each: int = 2,
    conflicts: Collection[tuple[str, str]] = (),
    limits: Mapping[str, int] | int | None = None,
    substitutes: Sequence[str] = (),
    kept: Mapping[str, Sequence[str]] | None = None,
    affinity: Pairs | None = None,
    exact: bool = False,
) -> Plan:
    """Give each application `each` reviewers; `conflicts` are pairs (application, reviewer).

    `limits` is the most applications per reviewer (one number, or by name; absent = no limit).
    `kept` are assignments made before: they stay and count. `affinity` is by (application, reviewer),
    0 if absent. The same input gives the same plan. ImportError if `exact` and there is no OR-Tools.
    """
    desks = Desks(applications, reviewers, substitutes, each, conflicts, limits, kept or {})
    named = desks.mask(reviewers)
    worth = None if affinity is None or not applications or not desks.names else worth_of(desks, affinity)
    if worth is not None:
        (largest if exact else auction)(desks, named, worth)
    desks.serve(named)
    if worth is None:
        desks.level(named)
    else:
        lift(desks, named, worth)
    if applications and desks.names:
        join(desks, named, worth or [[0.0] * len(desks.names)] * len(applications))
    before = [set(given) for given in desks.given]
    if substitutes:
        desks.serve(named | desks.mask(substitutes))
    stand_ins = set(desks.indices(substitutes))
    called = {
        application: [desks.names[r] for r in given if r in stand_ins and r not in before[a]]
        for a, (application, given) in enumerate(zip(applications, desks.given, strict=True))
    }
    return Plan(
        {application: [desks.names[r] for r in desks.given[a]] for a, application in enumerate(applications)},
        {application: names for application, names in called.items() if names},
        {
            application: each - len(desks.given[a])
            for a, application in enumerate(applications)
            if desks.lacks(a)
        },
        "balanced" if affinity is None else "exact" if exact else "auction",
        desks.worst(worth),
    )
