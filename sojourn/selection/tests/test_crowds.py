"""A whole call of eleven societies and eight hundred applications goes through the room."""

import pytest

from sojourn.selection import actions, queries
from tests import crowds


@pytest.mark.django_db
def test_a_call_of_eleven_societies_is_matched_and_every_check_holds():
    crowd = crowds.make(societies=11, applications=800)
    match = actions.run(crowd.call, by=crowd.finn, at=crowd.now)
    assert len(match.result["awards"]) == 44
    actions.ask_centres(match, by=crowd.finn, at=crowd.now)
    for row in queries.nominations_of(match):
        tutor = row.offer.centre.tutors.get()
        actions.accept_nomination(row, tutor=tutor, by=crowd.hana, at=crowd.now)
    match = queries.live_match(crowd.call)
    assert match.state == "settled"
    for programme in crowd.programmes:
        actions.read(match, programme, by=crowd.chair(programme), at=crowd.now)
    failed = [check.text for check in queries.checks(match) if not check.ok]
    assert failed == []
