"""The doors of this room: officers only, under office/calls/."""

from django.urls import path

from sojourn.calls import views

app_name = "calls"
urlpatterns = [
    path("", views.calls, name="calls"),
    path("calls.xlsx", views.calls_sheet, name="calls_sheet"),
    path("begin/", views.begin, name="begin"),
    path("<slug:slug>/", views.call, name="call"),
    path("<slug:slug>/programmes.xlsx", views.programmes_sheet, name="programmes_sheet"),
    path("<slug:slug>/edit-dates/", views.edit_dates, name="edit_dates"),
    path("<slug:slug>/edit-pace/", views.edit_pace, name="edit_pace"),
    path("<slug:slug>/clone/", views.clone, name="clone"),
    path("<slug:slug>/announce/", views.announce, name="announce"),
    path("<slug:slug>/complete/", views.complete, name="complete"),
    path("<slug:slug>/<slug:society>/", views.programme, name="programme"),
    path("<slug:slug>/<slug:society>/edit-programme/", views.edit_programme, name="edit_programme"),
    path("<slug:slug>/<slug:society>/questions/", views.questions, name="questions"),
    path("<slug:slug>/<slug:society>/questions/add-question/", views.add_question, name="add_question"),
    path(
        "<slug:slug>/<slug:society>/questions/<slug:code>/edit-question/",
        views.edit_question,
        name="edit_question",
    ),
    path(
        "<slug:slug>/<slug:society>/questions/<slug:code>/move-question/",
        views.move_question,
        name="move_question",
    ),
    path(
        "<slug:slug>/<slug:society>/questions/<slug:code>/remove-question/",
        views.remove_question,
        name="remove_question",
    ),
    path("<slug:slug>/<slug:society>/edit-stay/", views.edit_stay, name="edit_stay"),
    path("<slug:slug>/<slug:society>/how-it-decides/", views.how_it_decides, name="how_it_decides"),
    path("<slug:slug>/<slug:society>/criteria/add-criterion/", views.add_criterion, name="add_criterion"),
    path(
        "<slug:slug>/<slug:society>/criteria/<slug:code>/edit-criterion/",
        views.edit_criterion,
        name="edit_criterion",
    ),
    path(
        "<slug:slug>/<slug:society>/criteria/<slug:code>/move-criterion/",
        views.move_criterion,
        name="move_criterion",
    ),
    path(
        "<slug:slug>/<slug:society>/criteria/<slug:code>/remove-criterion/",
        views.remove_criterion,
        name="remove_criterion",
    ),
    path("<slug:slug>/<slug:society>/edit-phases/", views.edit_phases, name="edit_phases"),
    path("<slug:slug>/<slug:society>/training/add-case/", views.add_case, name="add_case"),
    path("<slug:slug>/<slug:society>/training/<int:pk>/edit-case/", views.edit_case, name="edit_case"),
    path("<slug:slug>/<slug:society>/training/<int:pk>/remove-case/", views.remove_case, name="remove_case"),
    path("<slug:slug>/<slug:society>/training/<int:pk>/open-case/", views.open_case, name="open_case"),
    path("<slug:slug>/<slug:society>/edit-reviewing/", views.edit_reviewing, name="edit_reviewing"),
    path("<slug:slug>/<slug:society>/edit-results/", views.edit_results, name="edit_results"),
    path("<slug:slug>/<slug:society>/edit-deciding/", views.edit_deciding, name="edit_deciding"),
    path("<slug:slug>/<slug:society>/grade-conflicts/", views.grade_conflicts, name="grade_conflicts"),
    path("<slug:slug>/<slug:society>/eligibility/", views.eligibility, name="eligibility"),
    path("<slug:slug>/<slug:society>/eligibility/add-rule/", views.add_rule, name="add_rule"),
    path("<slug:slug>/<slug:society>/eligibility/<slug:code>/edit-rule/", views.edit_rule, name="edit_rule"),
    path("<slug:slug>/<slug:society>/eligibility/<slug:code>/move-rule/", views.move_rule, name="move_rule"),
    path(
        "<slug:slug>/<slug:society>/eligibility/<slug:code>/remove-rule/",
        views.remove_rule,
        name="remove_rule",
    ),
    path("<slug:slug>/<slug:society>/documents/", views.documents, name="documents"),
    path("<slug:slug>/<slug:society>/documents/add-slot/", views.add_slot, name="add_slot"),
    path("<slug:slug>/<slug:society>/documents/<slug:code>/edit-slot/", views.edit_slot, name="edit_slot"),
    path("<slug:slug>/<slug:society>/documents/<slug:code>/move-slot/", views.move_slot, name="move_slot"),
    path(
        "<slug:slug>/<slug:society>/documents/<slug:code>/remove-slot/",
        views.remove_slot,
        name="remove_slot",
    ),
    path(
        "<slug:slug>/<slug:society>/documents/<slug:code>/<slug:what>/attach-sample/",
        views.attach_sample,
        name="attach_sample",
    ),
    path(
        "<slug:slug>/<slug:society>/documents/<slug:code>/<slug:what>/detach-sample/",
        views.detach_sample,
        name="detach_sample",
    ),
    path(
        "<slug:slug>/<slug:society>/documents/<slug:code>/<slug:what>/open-sample/",
        views.open_sample,
        name="open_sample",
    ),
    path("<slug:slug>/<slug:society>/edit-offers/", views.edit_offers, name="edit_offers"),
    path(
        "<slug:slug>/<slug:society>/edit-letter-questions/",
        views.edit_letter_questions,
        name="edit_letter_questions",
    ),
    path("<slug:slug>/<slug:society>/extensions/", views.extensions, name="extensions"),
    path("<slug:slug>/<slug:society>/extend/", views.extend, name="extend"),
    path(
        "<slug:slug>/<slug:society>/extensions/<int:pk>/sign-extension/",
        views.sign_extension,
        name="sign_extension",
    ),
    path(
        "<slug:slug>/<slug:society>/extensions/<int:pk>/refuse-extension/",
        views.refuse_extension,
        name="refuse_extension",
    ),
]
