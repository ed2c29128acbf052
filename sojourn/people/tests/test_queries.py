"""Who is what, and what waits."""

from django.contrib.auth.models import AnonymousUser

from sojourn.people import actions, queries
from sojourn.post.models import Invitation


def test_roles_are_a_persons_and_nobody_elses(ada, finn):
    assert queries.is_federation_officer(finn) and not queries.is_federation_officer(ada)
    for nobody in (None, AnonymousUser(), Invitation(id=finn.pk)):
        assert queries.kinds(nobody) == frozenset()


def test_a_closed_account_has_no_role(finn, at):
    finn.is_active = False
    finn.save()
    finn.__dict__.pop("_kinds", None)
    assert not queries.is_federation_officer(finn) and not queries.in_role("federation_officer")


def test_by_email_knows_no_case(ada):
    assert queries.by_email(" ADA@sojourn.EXAMPLE ") == ada
    assert queries.by_email("eve@sojourn.example") is None


def test_waiting_for_is_a_second_officer(ada, finn, at):
    assert [line.title for line in queries.waiting_for(finn, at=at)] == ["a second federation officer"]
    actions.appoint(ada, "federation_officer", by=finn, at=at)
    assert queries.waiting_for(finn, at=at) == queries.waiting_for(ada, at=at) == []
