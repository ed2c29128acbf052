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
    path("<slug:slug>/<slug:society>/edit-deciding/", views.edit_deciding, name="edit_deciding"),
    path("<slug:slug>/<slug:society>/grade-conflicts/", views.grade_conflicts, name="grade_conflicts"),
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
