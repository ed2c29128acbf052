"""Who gets which period of one offer: a transversal matroid, kept by augmenting paths.

Each person may stay in some periods, each period has some places. A set of people is *possible* if
all of them find a place at once; the first who comes never blocks a period that only the second can
use, because people who are in move to another of their periods where that makes room.
People are their strict ranks: small is better.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Period = str


class Calendar:
    """The people admitted to one offer, each in a period."""

    def __init__(self, room: Mapping[Period, int], places: int) -> None:
        self.room = dict(room)  # places left, by period
        self.places = places  # at most so many people in all, even if the periods have more room
        self.at: dict[int, Period] = {}
        self.inside: dict[Period, list[int]] = {period: [] for period in sorted(room)}
        self.open: dict[int, tuple[Period, ...]] = {}

    def admit(self, rank: int, periods: Iterable[Period]) -> int | None:
        """Let somebody in. The rank of the person who then has to leave (perhaps the same), or None."""
        self.open[rank] = tuple(period for period in self.inside if period in periods)
        leaves = None
        end, came = self._search(self.open[rank])
        if end is None:
            reached = [other for period in came for other in self.inside[period]]
            leaves = max([rank, *reached])
        elif len(self.at) >= self.places:
            leaves = max([rank, *self.at])
        if leaves == rank:
            return rank
        if leaves is not None:
            self.remove(leaves)
            end, came = self._search(self.open[rank])
        assert end is not None  # a circuit without one of its people is possible
        self._shift(rank, end, came)
        return leaves

    def remove(self, rank: int) -> None:
        period = self.at.pop(rank)
        self.inside[period].remove(rank)
        self.room[period] += 1

    def reserve(self, period: Period) -> None:
        """Keep a place of this period for somebody whose turn comes later."""
        self.room[period] -= 1
        self.places -= 1

    def release(self, period: Period) -> None:
        self.room[period] += 1
        self.places += 1

    def settle(self) -> dict[int, Period]:
        """Among all assignments of these people the earliest periods, the best-ranked person first."""
        fixed: set[int] = set()
        for rank in sorted(self.at):
            for period in self.open[rank]:
                if period == self.at[rank] or self._moves(rank, period, fixed):
                    break
            fixed.add(rank)
        return self.at

    def _moves(self, rank: int, period: Period, fixed: set[int]) -> bool:
        """Move somebody to this period if the others, except those fixed, can make room."""
        before = self.at[rank]
        self.remove(rank)
        end, came = self._search((period,), fixed)
        if end is None:
            self._enter(rank, before)
            return False
        self._shift(rank, end, came)
        return True

    def _search(
        self, start: tuple[Period, ...], fixed: Iterable[int] = ()
    ) -> tuple[Period | None, dict[Period, int | None]]:
        """Breadth first from `start` to a period with room; `came` says who would move into each."""
        came: dict[Period, int | None] = dict.fromkeys(start)
        queue = list(start)
        for period in queue:
            if self.room[period] > 0:
                return period, came
            for other in self.inside[period]:
                if other in fixed:
                    continue
                for further in self.open[other]:
                    if further not in came:
                        came[further] = other
                        queue.append(further)
        return None, came

    def _shift(self, rank: int, end: Period, came: Mapping[Period, int | None]) -> None:
        """Move everybody along the path one period on; the newcomer takes the first."""
        while (mover := came[end]) is not None:
            before = self.at[mover]
            self.remove(mover)
            self._enter(mover, end)
            end = before
        self._enter(rank, end)

    def _enter(self, rank: int, period: Period) -> None:
        self.at[rank] = period
        self.inside[period].append(rank)
        self.room[period] -= 1
