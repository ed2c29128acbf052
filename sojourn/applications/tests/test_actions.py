"""What changed, which journal line, which letter."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from sojourn.applications import actions, queries, rules
from sojourn.applications.models import Application, Document, Finding
from sojourn.applications.tests.stage import ABOUT, AFTER, AT, CLOSES, LETTER, REFEREE, Stage, pdf, written
from sojourn.documents.rules import Refused as RefusedFile
from sojourn.journal.models import Entry
from sojourn.post.models import Letter as Mail
from sojourn.societies.models import Membership
from sojourn.ui.gates import Refused


def code(refused) -> str:
    return refused.value.verdict.code


def mails(kind: str) -> list[Mail]:
    return list(Mail.objects.filter(kind=f"applications.{kind}"))


def test_begin_starts_from_the_profile_and_is_remembered(stage):
    app = stage.draft()
    assert (app.state, app.given_name, app.institution) == ("draft", "Ada", "Hospital of the profile")
    assert Entry.objects.get(verb="applications.begin").actor == stage.ada


def test_begin_refuses_a_second_programme_of_the_call_with_the_reason(stage):
    stage.draft()
    with pytest.raises(Refused) as refused:
        actions.begin(stage.other, by=stage.ada, at=AT)
    assert code(refused) == "one-per-call"
    assert "SAR" in refused.value.verdict.reason


def test_begin_is_guarded_by_the_database_too(stage):
    app = stage.draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.create(
            applicant=stage.ada, programme=stage.other, scope_key=app.scope_key, begun_at=AT, saved_at=AT
        )


def test_begin_again_after_withdrawing(stage):
    app = stage.draft()
    actions.withdraw(app, reason="Changed my mind", by=stage.ada, at=AT)
    assert actions.begin(stage.other, by=stage.ada, at=AT).state == "draft"
    assert app.withdrawn_because == "Changed my mind"


def test_edit_about_of_a_stranger_is_refused(stage):
    app = stage.draft()
    with pytest.raises(Refused) as refused:
        actions.edit_about(app, ABOUT, by=stage.zoe, at=AT)
    assert code(refused) == "not-yours"


def test_edit_about_from_a_second_tab_raises_and_loses_nothing(stage):
    app = stage.draft()
    seen = rules.section_digest(app, "about")
    actions.edit_about(app, ABOUT | {"city": "Faro"}, by=stage.ada, at=AT, seen=seen)
    with pytest.raises(actions.Stale) as stale:
        actions.edit_about(app, ABOUT | {"city": "Braga"}, by=stage.ada, at=AT, seen=seen)
    assert stale.value.saved.city == "Faro"
    app.refresh_from_db()
    assert (app.city, app.version) == ("Faro", 2)


def test_two_tabs_with_different_sections_do_not_collide(stage):
    app = stage.draft()
    seen = rules.section_digest(app, "training")
    actions.edit_about(app, ABOUT, by=stage.ada, at=AT)
    actions.edit_training(app, {"training": "x"}, by=stage.ada, at=AT, seen=seen)
    app.refresh_from_db()
    assert (app.city, app.training) == ("Porto", "x")


def test_add_document_keeps_the_one_before_as_history(stage):
    app = stage.draft()
    first = actions.add_document(app, stage.slots["cv"], upload=pdf(), by=stage.ada, at=AT)
    second = actions.add_document(app, stage.slots["cv"], upload=pdf(3), by=stage.ada, at=AT)
    first.refresh_from_db()
    assert first.replaced_at == AT
    assert [document.pk for document in queries.documents(app)] == [second.pk]
    assert second.file.pages == 3


def test_add_document_refuses_a_dossier_beyond_the_limit(stage):
    app = stage.draft()
    actions.add_document(app, stage.slots["cv"], upload=pdf(bulk=4_500_000), by=stage.ada, at=AT)
    with pytest.raises(RefusedFile) as refused:
        actions.add_document(app, stage.slots["motivation"], upload=pdf(bulk=3_600_000), by=stage.ada, at=AT)
    assert refused.value.code == "dossier-size"
    assert Document.objects.count() == 1


def test_remove_document_empties_the_slot(stage):
    app = stage.draft()
    document = actions.add_document(app, stage.slots["cv"], upload=pdf(), by=stage.ada, at=AT)
    actions.remove_document(document, by=stage.ada, at=AT)
    assert not queries.documents(app).exists()


def test_rank_writes_the_order_and_refuses_the_own_country(stage):
    app = stage.draft()
    oslo, lyon, _, braga = stage.offers
    actions.rank(app, [lyon, oslo], by=stage.ada, at=AT)
    assert [choice.offer_id for choice in queries.choices(app)] == [lyon.pk, oslo.pk]
    for offers, reason in (
        ([braga], "own-country"),
        ([oslo, oslo], "twice"),
        ([*stage.offers[:3], oslo], "twice"),
    ):
        with pytest.raises(Refused) as refused:
            actions.rank(app, offers, by=stage.ada, at=AT)
        assert code(refused) == reason


def test_submit_gives_one_receipt_however_often(stage):
    app = stage.complete()
    one = actions.submit(app, by=stage.ada, at=AT)
    stale = Application.objects.get(pk=app.pk)
    stale.state = "draft"  # the second click read the row before the first had written
    two = actions.submit(stale, by=stage.ada, at=AT + timedelta(seconds=1))
    assert one == two
    assert app.receipts.count() == 1
    assert app.number.startswith("S24-SAR-") and len(app.number) == len("S24-SAR-7Q4K")
    (mail,) = mails("submit")
    assert (
        app.number in mail.text
        and one.sha256 in mail.text
        and "Monday 4 March 2024, 11:00 Vienna" in mail.text
    )


def test_submit_asks_referees_who_were_not_asked_yet(stage):
    app = stage.complete(referee=False)
    letter = actions.name_referee(app, REFEREE, by=stage.ada, at=AT)
    assert mails("ask") == []
    actions.submit(app, by=stage.ada, at=AT)
    letter.refresh_from_db()
    assert letter.state == "asked"
    assert len(mails("ask")) == 1


def test_submit_refuses_what_is_incomplete_and_leaves_a_draft(stage):
    app = stage.draft()
    with pytest.raises(Refused) as refused:
        actions.submit(app, by=stage.ada, at=AT)
    assert code(refused) == "incomplete"
    app.refresh_from_db()
    assert (app.state, app.number) == ("draft", "")


@pytest.mark.parametrize(
    ("minutes", "seconds", "taken"), [(-1, 59, True), (0, 0, True), (4, 59, True), (5, 0, False)]
)
def test_submit_until_the_silent_grace_is_over(stage, minutes, seconds, taken):
    app = stage.complete()
    at = CLOSES + timedelta(minutes=minutes, seconds=seconds)
    if taken:
        assert actions.submit(app, by=stage.ada, at=at).at == at
    else:
        with pytest.raises(Refused) as refused:
            actions.submit(app, by=stage.ada, at=at)
        assert code(refused) == "closed"


def test_a_change_after_submitting_is_sealed_again_under_the_same_number(stage):
    app = stage.submitted()
    before = app.content_sha256
    actions.edit_about(app, ABOUT | {"city": "Faro"}, by=stage.ada, at=AT + timedelta(hours=1))
    last, first = queries.receipts(app)
    assert (last.number, first.sha256) == (first.number, before)
    assert last.sha256 == app.content_sha256 != before


def test_a_change_that_would_leave_it_incomplete_is_refused_whole(stage):
    app = stage.submitted()
    with pytest.raises(Refused) as refused:
        actions.rank(app, [], by=stage.ada, at=AT)
    assert code(refused) == "incomplete"
    assert app.choices.count() == 2
    with pytest.raises(Refused):
        actions.edit_about(app, {"city": ""}, by=stage.ada, at=AT)
    app.refresh_from_db()
    assert app.city == "Porto"
    assert app.receipts.count() == 1


def test_withdraw_calls_off_the_letters_and_closes_the_links(stage):
    app = stage.submitted()
    letter = app.letters.get()
    actions.withdraw(app, reason="", by=stage.ada, at=AT)
    assert app.state == "withdrawn"
    assert stage.invitation(letter).closed_at == AT
    assert [mail.to_address for mail in mails("call_off")] == ["ben@clinic.example"]
    assert [queries.recipient(mail) for mail in mails("ask")] == [""]


def test_withdraw_after_closing_is_refused(stage):
    app = stage.submitted()
    with pytest.raises(Refused) as refused:
        actions.withdraw(app, reason="", by=stage.ada, at=AFTER)
    assert code(refused) == "closed"


def test_write_letter_closes_the_link_and_tells_both(stage):
    app = stage.submitted()
    letter = stage.received(app)
    assert (letter.state, letter.received_at) == ("received", AT)
    assert stage.invitation(letter).closed_at == AT
    (mail,) = mails("write_letter")
    assert mail.to_address == stage.ada.email and "five years" not in mail.text
    assert len(mails("thank")) == 1
    with pytest.raises(Refused) as refused:
        actions.write_letter(letter, text=LETTER, by=stage.invitation(letter), at=AT)
    assert code(refused) == "sent"


def test_write_letter_needs_words_or_a_file_and_the_right_invitation(stage):
    app, other = stage.submitted(), None
    letter = app.letters.get()
    invitation = stage.invitation(letter)
    for given, reason in (
        ({"text": " ", "by": invitation}, "empty"),
        ({"text": LETTER, "by": stage.ada}, "not-invited"),
        ({"text": LETTER, "by": other}, "not-invited"),
    ):
        with pytest.raises(Refused) as refused:
            actions.write_letter(letter, at=AT, **given)
        assert code(refused) == reason
    actions.write_letter(letter, upload=written(pages=2), by=invitation, at=AT)
    assert (letter.text, letter.file.pages) == ("", 2)


def test_write_letter_is_taken_after_closing_until_its_own_deadline_and_grace(stage):
    app = stage.submitted()
    letter = app.letters.get()
    last = stage.call.letters_by + timedelta(minutes=5)
    with pytest.raises(Refused) as refused:
        actions.write_letter(letter, text=LETTER, by=stage.invitation(letter), at=last)
    assert code(refused) == "letters-closed"
    actions.write_letter(letter, text=LETTER, by=stage.invitation(letter), at=last - timedelta(seconds=1))
    assert letter.state == "received"


def test_save_letter_keeps_a_draft_and_opens_the_letter(stage):
    letter = stage.submitted().letters.get()
    actions.save_letter(letter, "Dear committee", by=stage.invitation(letter), at=AT)
    letter.refresh_from_db()
    assert (letter.state, letter.draft, letter.text) == ("opened", "Dear committee", "")


def test_decline_letter_tells_the_applicant_who_may_replace(stage):
    app = stage.submitted()
    letter = app.letters.get()
    actions.decline_letter(letter, reason="On leave", by=stage.invitation(letter), at=AT)
    (mail,) = mails("decline_letter")
    assert mail.to_address == stage.ada.email and "On leave" in mail.text
    new = actions.replace_referee(
        letter, REFEREE | {"email": "new@clinic.example", "ask_now": True}, by=stage.ada, at=AFTER
    )
    assert (letter.state, new.state) == ("replaced", "asked")
    assert mails("call_off") == []


def test_replace_referee_ends_the_open_request(stage):
    app = stage.submitted()
    letter = app.letters.get()
    actions.replace_referee(letter, REFEREE | {"email": "new@clinic.example"}, by=stage.ada, at=AT)
    assert stage.invitation(letter).closed_at == AT
    assert len(mails("call_off")) == 1
    assert [one.email for one in queries.letters(app)] == ["new@clinic.example"]


def test_remind_once(stage):
    letter = stage.submitted().letters.get()
    with pytest.raises(Refused) as refused:
        actions.remind(letter, by=stage.ada, at=AT)
    assert code(refused) == "just-asked"
    actions.remind(letter, by=stage.ada, at=AT + timedelta(days=1))
    with pytest.raises(Refused) as refused:
        actions.remind(letter, by=stage.ada, at=AT + timedelta(days=9))
    assert code(refused) == "reminded"
    assert len(mails("remind")) == 1


def test_check_writes_one_finding_a_rule_and_again_the_same(stage):
    app = stage.submitted()
    actions.check(app, at=AFTER)
    actions.check(app, at=AFTER)
    found = {one.code: one.outcome for one in Finding.objects.all()}
    assert found == {"years": "yes", "member": "yes", "english": "yes"}


def test_admit_refer_hold_and_bar_by_the_society_after_closing(stage):
    app = stage.submitted()
    with pytest.raises(Refused) as refused:
        actions.admit(app, by=stage.ida, at=AT)
    assert code(refused) == "still-open"
    with pytest.raises(Refused) as refused:
        actions.admit(app, by=stage.mia, at=AFTER)
    assert code(refused) == "not-officer"
    assert actions.admit(app, by=stage.ida, at=AFTER).state == "eligible"
    assert actions.refer(app, note="Two months over", by=stage.finn, at=AFTER).state == "borderline"
    assert actions.hold(app, note="A certificate", by=stage.ida, at=AFTER).state == "incomplete"
    with pytest.raises(Refused) as refused:
        actions.bar(app, note=" ", by=stage.ida, at=AFTER)
    assert code(refused) == "note"
    assert actions.bar(app, note="Certified too early", by=stage.ida, at=AFTER).state == "barred"
    entry = Entry.objects.filter(verb="applications.bar").get()
    assert entry.facts == {"findings": {"years": "yes", "member": "yes", "english": "yes"}}


def test_bar_is_told_in_ten_minutes_and_not_at_all_where_it_was_mended(stage):
    app = stage.submitted()
    actions.bar(app, note="A slip", by=stage.ida, at=AFTER)
    (mail,) = mails("bar")
    assert mail.due_at == AFTER + timedelta(minutes=10)
    assert queries.recipient(mail) == stage.ada.email
    actions.admit(app, by=stage.ida, at=AFTER)
    assert queries.recipient(mail) == ""


def test_check_clear_leaves_alone_what_is_not_clear(stage):
    Membership.objects.create(user=stage.zoe, number="2", since_on=date(2020, 1, 1))
    clear, waiting = stage.submitted(), stage.submitted(stage.zoe)
    stage.received(clear)
    done = actions.check_clear(stage.programme, [clear.pk, waiting.pk], by=stage.ida, at=AFTER)
    assert [app.pk for app in done["admit"]] == [clear.pk]
    waiting.refresh_from_db()
    assert waiting.state == "submitted"


def test_tick_chases_letters_twice_and_drafts_once(stage):
    stage.submitted()
    stage.draft(stage.zoe)
    due = stage.call.letters_by
    counts = []
    for at in (
        CLOSES - timedelta(days=4),
        CLOSES - timedelta(days=3),  # the draft
        CLOSES - timedelta(days=2),
        due - timedelta(days=7),  # the letter, a week before
        due - timedelta(days=6),
        due - timedelta(days=5),  # the applicant is told
        due - timedelta(hours=24),  # and a day before
        due - timedelta(hours=1),
        due + timedelta(hours=1),
    ):
        counts.append(actions.tick(at=at))
    assert counts == [0, 1, 0, 1, 0, 1, 1, 0, 0]
    assert [mail.to_address for mail in mails("chase_draft")] == [stage.zoe.email]
    assert len(mails("chase")) == 2


def test_forget_takes_drafts_whole_and_empties_the_rest(stage):
    app = stage.submitted()
    stage.received(app)
    draft = stage.draft(stage.zoe)
    actions.add_document(draft, stage.slots["cv"], upload=pdf(), by=stage.zoe, at=AT)
    for person in (stage.ada, stage.zoe):
        actions.forget(person, at=AFTER)
    row = Application.objects.get()
    assert (row.pk, row.family_name, row.state, row.residence_country) == (app.pk, "", "submitted", "PT")
    assert stage.files() == 0
    assert row.letters.count() == 0


def test_one_whole_application_takes_few_queries(stage, django_assert_max_num_queries):
    app = stage.complete()
    with django_assert_max_num_queries(32):
        actions.submit(app, by=stage.ada, at=AT)


def test_either_programme_takes_a_letter_that_the_applicant_brings(db):
    stage = Stage(letter_by="either")
    app = stage.complete(referee=False)
    actions.add_document(app, stage.slots["recommendation"], upload=pdf(), by=stage.ada, at=AT)
    assert actions.submit(app, by=stage.ada, at=AT).number
