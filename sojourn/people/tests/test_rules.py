"""Who may appoint, dismiss, consent and edit."""

from sojourn.people import actions, queries, rules


def test_may_appoint_is_for_federation_officers_and_the_set_up(ada, finn, at):
    assert rules.may_appoint(ada, "operator", by=finn, at=at)
    assert rules.may_appoint(ada, "operator", by=None, at=at)
    assert rules.may_appoint(ada, "operator", by=ada, at=at).code == "not-officer"


def test_may_appoint_nobody_whose_account_is_closed(ada, finn, at):
    actions.forget(ada, at=at)
    assert rules.may_appoint(ada, "operator", by=finn, at=at).code == "inactive"


def test_may_dismiss_but_never_the_last(ada, finn, at):
    assert rules.may_dismiss(finn, "federation_officer", by=finn, at=at).code == "last-officer"
    actions.appoint(ada, "federation_officer", by=finn, at=at)
    assert rules.may_dismiss(finn, "federation_officer", by=ada, at=at)
    assert rules.may_dismiss(finn, "federation_officer", by=None, at=at)


def test_may_edit_profile_and_consent_is_ones_own(ada, finn, at):
    assert rules.may_edit_profile(ada, by=ada, at=at) and rules.may_consent(ada, by=ada, at=at)
    assert rules.may_edit_profile(ada, by=finn, at=at).code == "not-yours"
    assert rules.may_consent(ada, by=finn, at=at).code == "not-yours"


def test_may_withdraw_consent_once(ada, finn, at):
    given = actions.consent(ada, purpose="story", wording="Show my story.", by=ada, at=at)
    assert rules.may_withdraw_consent(given, by=finn, at=at).code == "not-yours"
    assert rules.may_withdraw_consent(given, by=ada, at=at)
    actions.withdraw_consent(given, by=ada, at=at)
    assert rules.may_withdraw_consent(queries.consents(ada).get(), by=ada, at=at).code == "withdrawn"


def test_may_join_with_an_address_that_has_no_account(ada, at):
    assert rules.may_join("new@sojourn.example", by=None, at=at)
    assert rules.may_join("ADA@sojourn.example", by=None, at=at).code == "known"
