"""Who sees what, the same number of queries at one and at three, counts, and the dossier."""

import io
import time

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from sojourn.applications import actions, queries
from sojourn.applications.models import Application
from sojourn.applications.tests.stage import AFTER, AT, LETTER, person, written


def test_visible_to_owner_always_and_to_the_society_after_closing(stage):
    app, draft = stage.submitted(), stage.draft(stage.zoe)
    seen = {
        (who, when): {row.pk for row in queries.visible_to(getattr(stage, who), at=when)}
        for who in ("ada", "zoe", "ida", "mia", "finn")
        for when in (AT, AFTER)
    }
    assert seen == {
        ("ada", AT): {app.pk}, ("ada", AFTER): {app.pk},
        ("zoe", AT): {draft.pk}, ("zoe", AFTER): {draft.pk},
        ("ida", AT): set(), ("ida", AFTER): {app.pk},
        ("mia", AT): set(), ("mia", AFTER): set(),
        ("finn", AT): set(), ("finn", AFTER): {app.pk},
    }  # fmt: skip


def test_withdrawn_ones_are_seen_by_their_owner_only(stage):
    app = stage.submitted()
    actions.withdraw(app, reason="", by=stage.ada, at=AT)
    assert list(queries.for_office(stage.ida, at=AFTER)) == []
    assert list(queries.mine(stage.ada)) == [app]


def counted(function) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        function()
    return len(caught)


@pytest.mark.parametrize(
    "read",
    [
        lambda stage: [one.memberships for one in queries.parts_of(queries.for_programme(stage.programme))],
        lambda stage: [row.programme.society.acronym for row in queries.for_office(stage.ida, at=AFTER)],
        lambda stage: [list(row.choices.all()) for row in queries.to_review(stage.programme)],
        lambda stage: queries.counts_by_programme(queries.office_programmes(stage.finn)),
        lambda stage: queries.waiting_for(stage.ida, at=AFTER),
    ],
)
def test_the_same_queries_at_one_and_at_three(stage, read):
    stage.submitted()
    read(stage)  # what a user carries along is asked once
    one = counted(lambda: read(stage))
    for name in ("nora", "olga"):
        stage.submitted(person(name))
    assert counted(lambda: read(stage)) == one


def test_counts_list_every_state(stage):
    stage.submitted()
    stage.draft(stage.zoe)
    numbers = queries.counts(programme=stage.programme)
    assert numbers == {
        "draft": 1, "submitted": 1, "returned": 0, "eligible": 0, "borderline": 0,
        "barred": 0, "incomplete": 0, "withdrawn": 0,
    }  # fmt: skip
    assert queries.received(numbers) == 1
    assert queries.by_country(stage.call) == [("PT", 1)]


def test_waiting_for_applicant_and_officer(stage):
    stage.submitted()
    stage.draft(stage.zoe)
    (line,) = queries.waiting_for(stage.zoe, at=AT)
    assert (line.verb, line.due_at) == ("Finish", stage.call.closes_at)
    assert queries.waiting_for(stage.zoe, at=AFTER) == []
    assert queries.waiting_for(stage.ida, at=AT) == []
    (line,) = queries.waiting_for(stage.ida, at=AFTER)
    assert (line.verb, line.title, line.count) == ("Check", "application to SAR", 1)
    assert queries.waiting_for(stage.mia, at=AFTER) == []


def test_to_review_holds_what_the_committee_gets(stage):
    app = stage.submitted()
    assert list(queries.to_review(stage.programme)) == []
    actions.refer(app, by=stage.ida, at=AFTER)
    assert list(queries.to_review(stage.programme)) == [app]


# The dossier.


def text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_dossier_in_order_with_bookmarks_labels_and_contents(stage):
    app = stage.submitted()
    made = queries.dossier(app, confidential=False, at=AT)
    with pikepdf.open(io.BytesIO(made)) as out:
        assert len(out.pages) == 1 + 4
        with out.open_outline() as outline:
            titles = [item.title for item in outline.root]
    assert titles == ["Cover sheet and contents", "Letter of motivation", "Curriculum vitae", "Certificate"]
    assert PdfReader(io.BytesIO(made)).page_labels == ["i", "1", "2", "3", "4"]
    cover = text(made)
    for wanted in (
        "DEMONSTRATION",
        app.number,
        "Dr Ada Able",
        "Choice 1",
        "Oslo",
        stage.ada.email,
        "Contents",
    ):
        assert wanted in cover


def test_dossier_of_the_applicant_never_holds_a_letter(stage):
    app = stage.submitted()
    stage.received(app)
    own = text(queries.dossier(app, confidential=False, at=AT))
    committee = text(queries.dossier_for_committee(app, at=AT))
    assert "care and joy" not in own and "Ben Benson" not in own
    assert "care and joy" in committee and "Ben Benson" in committee


def test_dossier_of_the_committee_has_no_ranking_and_no_contact(stage):
    app = stage.submitted()
    actions.admit(app, by=stage.ida, at=AFTER)
    committee = text(queries.dossier_for_committee(app, at=AFTER))
    for hidden in ("Choice 1", "Oslo", stage.ada.email):
        assert hidden not in committee
    assert "Eligibility, rule by rule" in committee


def test_dossier_with_an_uploaded_letter_and_without_one_where_names_are_hidden(stage):
    app = stage.submitted()
    letter = app.letters.get()
    actions.write_letter(letter, text=LETTER, upload=written(pages=3), by=stage.invitation(letter), at=AT)
    whole = queries.dossier_for_committee(app, at=AT)
    assert len(PdfReader(io.BytesIO(whole)).pages) == 1 + 4 + 1 + 3
    app.programme.blind = True
    made = queries.dossier_for_committee(app, at=AT)
    assert len(PdfReader(io.BytesIO(made)).pages) < 1 + 4 + 1  # no uploaded paper: each may carry a name
    cover = PdfReader(io.BytesIO(made)).pages[0].extract_text()
    assert app.number in cover and "Ada Able" not in cover and "Porto" not in cover


def test_dossier_is_quick_and_deterministic(stage):
    app = stage.submitted()
    first = queries.dossier(app, confidential=False, at=AT)
    began = time.process_time()
    second = queries.dossier(app, confidential=False, at=AT)
    assert time.process_time() - began < 1
    assert first == second


def test_dossier_of_an_empty_draft_says_what_is_missing(stage):
    made = queries.dossier(stage.draft(), confidential=False, at=AT)
    assert text(made).count("missing") == 3


def test_get_is_for_actions_that_hold_an_id(stage):
    app = stage.draft()
    assert queries.get(app.pk).programme.call == stage.call
    with pytest.raises(Application.DoesNotExist):
        queries.get("00000000-0000-0000-0000-000000000000")
