"""What stands between a member of the committee and an applicant, as this programme grades it."""

from sojourn.calls.models import Programme
from sojourn.societies.models import Conflict

# in small fields most members work at some centre: barring them would empty the committee and betray the list
DISCLOSED = ("ranked_centre",)


def conflict_grades(programme: Programme) -> dict[str, str]:
    """Ground -> bars, disclosed or off, for every ground."""
    return {
        ground: programme.conflict_grades.get(ground) or ("disclosed" if ground in DISCLOSED else "bars")
        for ground, _ in Conflict.GROUNDS
    }


def conflict_words(programme: Programme) -> list[tuple[str, str]]:
    """Each kind with its grade, as a page says it."""
    words = dict(Conflict.GRADES) | {"off": "Not looked for"}
    grades = conflict_grades(programme)
    return [(label, words[grades[ground]]) for ground, label in Conflict.GROUNDS]
