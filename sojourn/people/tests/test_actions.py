"""What changes, which journal line, which letter."""

import pytest

from sojourn.journal import queries as journal
from sojourn.people import actions, queries
from sojourn.people.models import User
from sojourn.people.tests.conftest import PASSWORD
from sojourn.post.models import Letter
from sojourn.ui import gates

VALUES = {
    "title": "Dr",
    "given_name": "Ada",
    "family_name": "Appleyard",
    "institution": "East Hospital",
    "department": "",
    "city": "Graz",
    "residence_country": "AT",
    "work_country": "AT",
    "phone": "",
}


def test_register_makes_a_confirmed_account(ada):
    assert queries.is_confirmed(ada) and ada.check_password(PASSWORD)
    assert queries.confirmed(["ADA@sojourn.example"]) == {"ada@sojourn.example": ada}
    assert queries.profile_of(ada).pk is not None


def test_register_takes_a_hash_that_was_made_before(ada, at):
    zoe = actions.register(
        email="Zoe@Sojourn.example",
        password="",
        password_hash=ada.password,
        given_name="Zoe",
        family_name="Z",
        at=at,
    )
    assert zoe.email == "zoe@sojourn.example" and zoe.check_password(PASSWORD)


def test_edit_profile_saves_names_and_details_and_counts_up(ada, at):
    kept = actions.edit_profile(ada, VALUES | {"version": 1}, by=ada, at=at)
    assert (kept.city, kept.version, ada.formal_name) == ("Graz", 2, "Dr Ada Appleyard")
    assert journal.about(ada).first().verb == "people.edit_profile"


def test_edit_profile_overwrites_nothing_unseen(ada, at):
    actions.edit_profile(ada, VALUES | {"version": 1}, by=ada, at=at)
    with pytest.raises(actions.Overtaken) as overtaken:
        actions.edit_profile(ada, VALUES | {"version": 1, "city": "Brno", "title": "Prof."}, by=ada, at=at)
    assert overtaken.value.profile.city == "Graz"
    assert User.objects.get(pk=ada.pk).title == "Dr"


def test_appoint_once_with_one_letter(ada, finn, at):
    for _ in range(2):
        actions.appoint(ada, "federation_officer", by=finn, at=at)
    assert queries.is_federation_officer(ada) and not queries.is_operator(ada)
    assert Letter.objects.filter(kind="people.appoint", to_user=ada).count() == 1
    assert [entry.verb for entry in journal.about(ada)][:1] == ["people.appoint"]


def test_dismiss_takes_the_office_at_once(ada, finn, at):
    actions.appoint(ada, "federation_officer", by=finn, at=at)
    actions.dismiss(ada, "federation_officer", by=finn, at=at)
    assert not queries.is_federation_officer(ada)
    assert Letter.objects.filter(kind="people.dismiss", to_user=ada).count() == 1
    with pytest.raises(gates.Refused):
        actions.dismiss(finn, "federation_officer", by=finn, at=at)


def test_consent_is_kept_once_in_its_words(ada, at):
    for _ in range(2):
        actions.consent(ada, purpose="story", wording="Show my story.", by=ada, at=at)
    assert queries.consents(ada).count() == 1 and queries.consented(ada, "story")


def test_withdraw_consent_keeps_the_record(ada, at):
    given = actions.consent(ada, purpose="story", wording="Show my story.", by=ada, at=at)
    actions.withdraw_consent(given, by=ada, at=at)
    assert not queries.consented(ada, "story") and queries.consents(ada).get().withdrawn_at == at


def test_forget_leaves_nothing_that_names_the_person(ada, at):
    actions.forget(ada, at=at)
    ada.refresh_from_db()
    assert (ada.get_full_name(), ada.is_active, ada.has_usable_password()) == ("", False, False)
    assert "ada" not in ada.email
    assert queries.by_email("ada@sojourn.example") is None
