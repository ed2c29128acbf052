"""Autosave, drafts of what is not right, two pages on one section, the CV and the programme's questions."""

import io
from datetime import timedelta
from decimal import Decimal

import pypdf
import pytest

from sojourn.applications import actions, queries, rules
from sojourn.applications.models import Answer, Application, Draft
from sojourn.applications.tests.stage import ABOUT, AT, CLOSES, TRAINING, pdf
from sojourn.applications.tests.test_views import browse, now, url  # noqa: F401
from sojourn.calls.models import Question
from sojourn.core import orcid

AUTO = {"X-Sojourn-Autosave": "1"}
RIGHT = TRAINING | {"certified_on": "2021-06-01"}


def seen(row: Application, section: str) -> str:
    return rules.section_digest(row, section)


def save(client, page, row, section, values, **more):
    data = values | {"seen": seen(row, section)} | more
    return client.post(page, data, headers=AUTO)


@pytest.fixture
def ada(stage, browse):  # noqa: F811
    return browse("ada")


def test_autosave_saves_and_gives_the_next_version(stage, ada):
    app = stage.draft()
    page = url("edit_about", app.pk)
    answer = save(ada, page, app, "about", ABOUT | {"city": "Graz"})
    assert answer.status_code == 200 and answer.json()["word"] == "Saved"
    app.refresh_from_db()
    assert app.city == "Graz" and app.saved_at == AT
    assert answer.json()["seen"] == seen(app, "about")
    again = ada.post(page, ABOUT | {"city": "Linz", "seen": answer.json()["seen"]}, headers=AUTO)
    assert again.status_code == 200
    app.refresh_from_db()
    assert app.city == "Linz"


def test_what_is_not_right_is_kept_as_typed_and_blocks_submitting(stage, ada):
    app = stage.complete()
    page = url("edit_training", app.pk)
    answer = save(
        ada, page, app, "training", RIGHT | {"certified_on": "2030-01-01", "training": "Six years."}
    )
    assert "This day lies in the future" in answer.json()["but"]
    app.refresh_from_db()
    assert app.training == "Six years." and app.certified_on == TRAINING["certified_on"]
    assert queries.draft(app, "training").typed == {"certified_on": "2030-01-01"}
    shown = ada.get(page)
    assert 'value="2030-01-01"' in shown.text and "Kept, but not an answer yet" in shown.text
    gaps = rules.missing(rules.gaps(queries.parts(app)))
    assert [gap.code for gap in gaps] == ["typed"]
    assert ada.post(url("submit", app.pk)).status_code != 302
    mended = ada.post(page, RIGHT | {"seen": seen(app, "training")})
    assert mended.status_code == 302
    assert not rules.missing(rules.gaps(queries.parts(app)))


def test_an_emptied_field_is_emptied_and_said_to_be_missing(stage, ada):
    app = stage.complete()
    answer = save(ada, url("edit_about", app.pk), app, "about", ABOUT | {"city": ""})
    assert answer.json()["but"] == ""
    app.refresh_from_db()
    assert app.city == ""
    assert [gap.code for gap in rules.missing(rules.gaps(queries.parts(app)))] == ["city"]


def test_throwing_a_draft_away_brings_back_what_was_saved(stage, ada):
    app = stage.complete()
    page = url("edit_training", app.pk)
    save(ada, page, app, "training", RIGHT | {"certified_on": "never"})
    ada.post(page, {"discard": "1"})
    assert queries.draft(app, "training") is None
    assert "Kept, but" not in ada.get(page).text


def test_a_refused_save_keeps_what_was_typed_for_another_device(stage, ada, browse):  # noqa: F811
    app = stage.draft()
    values = RIGHT | {"certified_on": "2030-01-01", "interests": "Everything"}
    answer = ada.post(url("edit_training", app.pk), values | {"seen": seen(app, "training")})
    assert answer.status_code == 422
    other = browse("ada").get(url("edit_training", app.pk)).text
    assert "Everything" in other and "2030-01-01" in other


def test_two_pages_on_one_section_conflict_and_on_two_do_not(stage, ada):
    app = stage.draft()
    first, second = seen(app, "training"), seen(app, "about")
    ada.post(url("edit_training", app.pk), RIGHT | {"seen": first, "tab": "one", "turn": "1"}, headers=AUTO)
    late = RIGHT | {"training": "Other", "seen": first, "tab": "two", "turn": "1"}
    answer = ada.post(url("edit_training", app.pk), late, headers=AUTO)
    assert answer.status_code == 409 and "another tab" in answer.json()["reason"]
    app.refresh_from_db()
    assert app.training == "Five years."
    assert ada.post(url("edit_about", app.pk), ABOUT | {"seen": second}, headers=AUTO).status_code == 200


def test_a_page_never_conflicts_with_its_own_save_whose_answer_was_lost(stage, ada):
    app = stage.draft()
    old = {"seen": seen(app, "training"), "tab": "one"}
    page = url("edit_training", app.pk)
    ada.post(page, RIGHT | old | {"training": "A", "turn": "1"}, headers=AUTO)
    answer = ada.post(page, RIGHT | old | {"training": "AB", "turn": "3"}, headers=AUTO)
    assert answer.status_code == 200
    # the second request was overtaken on the way and comes last: it changes nothing
    ada.post(page, RIGHT | old | {"training": "lost on the way", "turn": "2"}, headers=AUTO)
    app.refresh_from_db()
    assert app.training == "AB"
    assert ada.post(page, RIGHT | old | {"training": "ABC", "turn": "4"}).status_code == 302
    # once another page has saved, its own name helps no more
    ada.post(page, RIGHT | {"seen": seen(app, "training"), "training": "other", "tab": "two"}, headers=AUTO)
    stale = ada.post(page, RIGHT | old | {"training": "ABCD", "turn": "5"}, headers=AUTO)
    assert stale.status_code == 409


def test_a_double_click_is_no_conflict(stage, ada):
    app = stage.draft()
    data = ABOUT | {"seen": seen(app, "about")}
    assert [ada.post(url("edit_about", app.pk), data).status_code for _ in range(2)] == [302, 302]


@pytest.mark.parametrize(
    ("pick", "kept"), [("theirs", "Saved first"), ("ours", "Typed here"), ("merged", "Both of it")]
)
def test_the_page_of_both_texts_takes_either_or_both(stage, ada, pick, kept):
    app = stage.draft()
    before = seen(app, "training")
    page = url("edit_training", app.pk)
    ada.post(page, RIGHT | {"training": "Saved first", "interests": "Same", "seen": before})
    shown = ada.post(page, RIGHT | {"training": "Typed here", "interests": "Same", "seen": before})
    assert shown.status_code == 409
    (row,) = shown.context["rows"]
    assert (row["saved"], row["typed"]) == ("Saved first", "Typed here")
    sides = {"theirs:training": row["theirs"], "ours:training": row["ours"], "merged:training": "Both of it"}
    chosen = dict(shown.context["same"]) | sides | {"pick:training": pick}
    assert ada.post(page, chosen).status_code == 302
    app.refresh_from_db()
    assert (app.training, app.interests) == (kept, "Same")


def test_a_third_page_in_between_is_shown_again(stage, ada):
    app = stage.draft()
    before = seen(app, "training")
    page = url("edit_training", app.pk)
    ada.post(page, RIGHT | {"training": "One", "seen": before})
    shown = ada.post(page, RIGHT | {"training": "Two", "seen": before})
    actions.edit_training(app, TRAINING | {"training": "Three"}, by=stage.ada, at=AT)
    chosen = dict(shown.context["same"]) | {"pick:training": "ours", "ours:training": "Two"}
    again = ada.post(page, chosen)
    assert again.status_code == 409
    assert [(row["saved"], row["typed"]) for row in again.context["rows"]] == [("Three", "Two")]


def test_autosave_leaves_what_was_submitted_as_it_is(stage, ada):
    app = stage.submitted()
    sealed, receipts = app.content_sha256, app.receipts.count()
    page = url("edit_about", app.pk)
    answer = save(ada, page, app, "about", ABOUT | {"department": "Nuclear medicine"})
    assert answer.json()["word"] == "Kept as a draft" and "Save" in answer.json()["note"]
    app.refresh_from_db()
    assert (app.department, app.content_sha256, app.receipts.count()) == ("Radiology", sealed, receipts)
    shown = ada.get(page).text
    assert "Nuclear medicine" in shown and "Typed, but not sent" in shown
    ada.post(page, ABOUT | {"department": "Nuclear medicine", "seen": seen(app, "about")})
    app.refresh_from_db()
    assert app.department == "Nuclear medicine" and app.content_sha256 != sealed


def test_autosave_after_closing_gives_the_reason(stage, ada, now):  # noqa: F811
    app = stage.draft()
    now[0] = CLOSES + timedelta(hours=1)
    answer = save(ada, url("edit_about", app.pk), app, "about", ABOUT)
    assert answer.status_code == 403 and "Applications closed on" in answer.json()["reason"]


def test_a_stranger_cannot_autosave(stage, browse):  # noqa: F811
    app = stage.draft()
    assert save(browse("zoe"), url("edit_about", app.pk), app, "about", ABOUT).status_code == 404


# --- the CV ------------------------------------------------------------------------------------------------


def cv_url(app, kind="post"):
    return url("edit_cv", app.pk, kind)


def test_cv_lines_are_saved_added_and_removed(stage, ada):
    app = stage.draft()
    line = {"0-title": "Registrar", "0-body": "Clinic", "0-began": "05/2019", "lines": "1"}
    more = ada.post(cv_url(app), line | {"then": "more", "seen": seen(app, "cv-post")})
    assert more.status_code == 302 and "lines=2" in more.url
    app.refresh_from_db()
    assert app.cv == {"post": [{"title": "Registrar", "body": "Clinic", "began": "2019-05"}]}
    assert ada.get(more.url).text.count("cv-line") == 2
    two = line | {"1-title": "Consultant", "1-body": "Hospital", "0-drop": "on", "lines": "2"}
    assert ada.post(cv_url(app), two | {"seen": seen(app, "cv-post")}).status_code == 302
    app.refresh_from_db()
    assert app.cv == {"post": [{"title": "Consultant", "body": "Hospital"}]}


def test_a_wrong_date_of_the_cv_is_kept_as_typed(stage, ada):
    app = stage.draft()
    data = {"0-title": "Registrar", "0-body": "Clinic", "0-began": "last summer", "lines": "1"}
    answer = save(ada, cv_url(app), app, "cv-post", data)
    assert answer.json()["but"].startswith("From: Write a year") or "From" in answer.json()["but"]
    app.refresh_from_db()
    assert app.cv["post"] == [{"title": "Registrar", "body": "Clinic"}]
    assert "last summer" in ada.get(cv_url(app)).text


def test_the_end_of_a_post_is_not_before_its_beginning(stage, ada):
    app = stage.draft()
    data = {"0-title": "R", "0-body": "C", "0-began": "2020", "0-ended": "2019-12", "lines": "1"}
    answer = ada.post(cv_url(app), data | {"seen": seen(app, "cv-post")})
    assert answer.status_code == 422 and "before the beginning" in answer.text


def test_two_pages_that_add_a_post_each_keep_both(stage, ada):
    app = stage.draft()
    before = seen(app, "cv-post")
    one = {"0-title": "Registrar", "0-body": "Clinic", "lines": "1", "seen": before}
    two = {"0-title": "Consultant", "0-body": "Hospital", "lines": "1", "seen": before}
    ada.post(cv_url(app), one)
    shown = ada.post(cv_url(app), two)
    assert shown.status_code == 409
    chosen = dict(shown.context["same"])
    for row in shown.context["rows"]:
        chosen |= {f"pick:{row['name']}": "ours", f"ours:{row['name']}": row["ours"]}
    ada.post(cv_url(app), chosen)
    app.refresh_from_db()
    assert [line["title"] for line in app.cv["post"]] == ["Registrar", "Consultant"]


def test_the_structured_cv_takes_the_place_of_the_document(stage):
    app = stage.complete()
    document = app.documents.get(slot__code="cv")
    document.application = app
    actions.remove_document(document, by=stage.ada, at=AT)
    assert [gap.section for gap in rules.missing(rules.gaps(queries.parts(app)))] == ["cv"]
    actions.edit_cv(app, "post", [{"title": "Registrar", "body": "Clinic"}], by=stage.ada, at=AT)
    parts = queries.parts(app)
    assert not rules.missing(rules.gaps(parts))
    assert rules.content(parts)["cv"] == app.cv


def test_the_cv_and_the_answers_stand_in_the_dossier(stage):
    ask(stage, "why", "text")
    ask(stage, "plan", "file")
    app = stage.complete()
    document = app.documents.get(slot__code="cv")
    document.application = app
    actions.remove_document(document, by=stage.ada, at=AT)
    lines = [{"title": "Registrar", "body": "Clinic", "began": "2019", "detail": "#[x] $y$ _z_ *w*"}]
    actions.edit_cv(app, "post", lines, by=stage.ada, at=AT)
    actions.answer_questions(app, {"why": "Because of livers"}, by=stage.ada, at=AT)
    plan = stage.programme.questions.get(code="plan")
    actions.answer_file(app, plan, upload=pdf(3, "plan.pdf"), by=stage.ada, at=AT)
    made = queries.dossier(app, confidential=False, at=AT)
    read = pypdf.PdfReader(io.BytesIO(made))
    text = "\n".join(page.extract_text() for page in read.pages)
    assert "Because of livers" in text and "Registrar, Clinic" in text and "2019 to today" in text
    assert "#[x] $y$ _z_ *w*" in text  # what was typed is text, never typesetting
    titles = [line["title"] for line in queries.contents(app, confidential=False)]
    assert titles == ["Letter of motivation", "Curriculum vitae", "Certificate", "About plan?"]
    assert sum(line["pages"] for line in queries.contents(app, confidential=False)) == len(read.pages) - 1


# --- ORCID -------------------------------------------------------------------------------------------------


def test_orcid_is_looked_through_before_anything_is_taken(stage, ada):
    app = stage.draft()
    line = {"title": "Registrar", "body": "Clinic", "place": "Graz", "country": "AT"}
    record = orcid.Record(
        "0000-0002-1825-0097", "Ada Able", [("post", line), ("language", {"title": "Dutch"})]
    )
    actions.keep_orcid(app, record, by=stage.ada, at=AT)
    app.refresh_from_db()
    assert app.cv == {}
    assert not [gap for gap in rules.gaps(queries.parts(app)) if gap.code == "typed"]
    page = ada.get(url("take_orcid", app.pk)).text
    assert "Registrar, Clinic, Graz, Austria" in page
    ada.post(url("take_orcid", app.pk), {"take": ["0", "77", "x"]})
    app.refresh_from_db()
    assert app.cv == {
        "post": [{"title": "Registrar", "body": "Clinic", "place": "Graz, Austria"}],
        "orcid": "0000-0002-1825-0097",
    }
    assert ada.get(url("take_orcid", app.pk)).status_code == 302  # once


def test_a_bad_orcid_file_says_what_to_do(stage, ada):
    app = stage.draft()
    answer = ada.post(url("import_orcid", app.pk), {"file": pdf()})
    assert answer.status_code == 422 and "This is a PDF" in answer.text and "pub.orcid.org" in answer.text


# --- questions ---------------------------------------------------------------------------------------------


def ask(stage, code, kind="line", **more):
    number = Question.objects.filter(programme=stage.programme).count() + 1
    return Question.objects.create(
        programme=stage.programme, order=number, code=code, label=f"About {code}?", kind=kind, **more
    )


@pytest.fixture
def asked(stage):
    ask(stage, "abroad", "choice", choices=["Yes", "No"])
    ask(stage, "where", depends_on="abroad", depends_how="is", depends_value="Yes")
    ask(stage, "months", "number", lowest=Decimal(0), depends_on="where", depends_how="answered")
    return stage


def test_questions_that_are_not_asked_are_not_missing(asked, ada):
    app = asked.complete()
    codes = lambda: [gap.code for gap in rules.missing(rules.gaps(queries.parts(app)))]  # noqa: E731
    assert codes() == ["answer-abroad"]
    actions.answer_questions(app, {"abroad": "No"}, by=asked.ada, at=AT)
    assert codes() == []
    actions.answer_questions(app, {"abroad": "Yes"}, by=asked.ada, at=AT)
    assert codes() == ["answer-where"]
    actions.answer_questions(app, {"where": "Porto"}, by=asked.ada, at=AT)
    assert codes() == ["answer-months"]


def test_answers_are_saved_and_wrong_ones_of_questions_not_asked_are_no_trouble(asked, ada):
    app = asked.draft()
    page = url("answer_questions", app.pk)
    shown = ada.get(page).text
    assert "Only if “About abroad?” is “Yes”." in shown
    values = {"answer-abroad": "No", "answer-months": "a few", "seen": seen(app, "questions")}
    assert ada.post(page, values).status_code == 302
    values = {"answer-abroad": "Yes", "answer-where": "Porto", "answer-months": "a few"}
    wrong = ada.post(page, values | {"seen": seen(app, "questions")})
    assert wrong.status_code == 422
    assert {a.question.code: a.value for a in Answer.objects.all()}["where"] == "Porto"
    right = values | {"answer-months": "2,5", "seen": wrong.context["form"]["seen"].value()}
    assert ada.post(page, right).status_code == 302
    content = rules.content(queries.parts(app))["questions"]
    assert content == {"abroad": "Yes", "where": "Porto", "months": "2.5"}
    assert "2.5" in ada.get(url("answers", app.pk)).text


def test_a_file_answers_a_question_and_leaves_it_again(stage, ada, browse):  # noqa: F811
    ask(stage, "plan", "file")
    app = stage.complete()
    page = url("answer_questions", app.pk)
    leads = ada.post(page, {"then": "file:plan", "seen": seen(app, "questions")})
    assert leads.url == url("answer_file", app.pk, "plan")
    assert ada.post(leads.url, {"file": pdf(2, "plan.pdf")}).status_code == 302
    assert "plan.pdf" in ada.get(page).text
    opened = url("open_answer", app.pk, "plan")
    assert ada.get(opened).status_code == 200 and browse("zoe").get(opened).status_code == 404
    assert not rules.missing(rules.gaps(queries.parts(app)))
    ada.post(url("remove_answer", app.pk, "plan"))
    assert [gap.code for gap in rules.missing(rules.gaps(queries.parts(app)))] == ["answer-plan"]


def test_a_programme_without_questions_has_no_such_page(stage, ada):
    app = stage.draft()
    assert ada.get(url("answer_questions", app.pk)).status_code == 404
    assert "Questions of the programme" not in ada.get(url("application", app.pk)).text


# --- carrying over -----------------------------------------------------------------------------------------


@pytest.fixture
def earlier(stage):
    ask(stage, "why", "text")
    app = stage.complete()
    line = {"title": "Registrar", "body": "Clinic", "began": "2020"}
    actions.edit_cv(app, "post", [line], by=stage.ada, at=AT)
    actions.answer_questions(app, {"why": "Because"}, by=stage.ada, at=AT)
    actions.submit(app, by=stage.ada, at=AT)
    actions.withdraw(app, by=stage.ada, at=AT)
    return app


LATER = AT + timedelta(days=1)


def test_carry_over_copies_what_is_ticked_and_marks_it(stage, earlier, ada):
    app = actions.begin(stage.programme, by=stage.ada, at=LATER)
    assert "Carry over an earlier application" in ada.get(url("application", app.pk)).text
    page = ada.get(url("carry_over", app.pk)).text
    assert "“Registrar, Clinic” went on in March 2024: does it still?" in page
    assert "Ask anew" in page and "Rank them again" in page
    ada.post(url("carry_over", app.pk), {"section": ["training", "cv", "questions", "nonsense"]})
    app.refresh_from_db()
    assert app.certified_on == TRAINING["certified_on"] and app.cv == earlier.cv
    assert app.city == "" and app.statements == [] and app.documents.count() == 0
    assert Answer.objects.get(application=app).value == "Because"
    assert set(app.carried["look"]) == {"training", "cv-post", "questions"}
    assert "does it still" in ada.get(cv_url(app)).text
    # saving the section says that it was looked at
    line = {"0-title": "Registrar", "0-body": "Clinic", "0-began": "2020", "lines": "1"}
    save(ada, cv_url(app), app, "cv-post", line)
    app.refresh_from_db()
    assert "cv-post" in app.carried["look"]  # autosave alone does not
    ada.post(cv_url(app), line | {"seen": seen(app, "cv-post")})
    app.refresh_from_db()
    assert set(app.carried["look"]) == {"training", "questions"}


def test_nobody_carries_over_another_persons_application(stage, earlier, ada):
    app = actions.begin(stage.programme, by=stage.zoe, at=LATER)
    verdict = rules.may_carry_over(app, earlier, by=stage.zoe, at=LATER)
    assert verdict.code == "not-yours"
    assert queries.earlier(app) is None


def test_forgetting_a_person_empties_the_new_rows_too(stage, earlier):
    app = actions.begin(stage.programme, by=stage.ada, at=LATER)
    actions.carry_over(app, earlier, ["cv", "questions"], by=stage.ada, at=LATER)
    actions.forget(stage.ada, at=LATER)
    assert not Answer.objects.exists() and not Draft.objects.exists()
    assert all(row.cv == {} and row.carried == {} for row in Application.objects.all())
