"""The doors of this room."""

from django.urls import path

from sojourn.reviews import views

app_name = "reviews"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("<uuid:assignment_id>/declare/", views.declare, name="declare"),
    path("<uuid:assignment_id>/declare-none/", views.declare_none, name="declare_none"),
    path("<uuid:assignment_id>/score/", views.score, name="score"),
    path("declare-many/", views.declare_many, name="declare_many"),
    path("keys/", views.set_keys, name="set_keys"),
    path("training/<int:case_id>/", views.train, name="train"),
    path("training/<int:case_id>/pages/<int:number>/", views.case_page, name="case_page"),
    path("programmes/<int:programme_id>/finish-ready/", views.finish_ready, name="finish_ready"),
    path("<uuid:assignment_id>/abstain/", views.abstain, name="abstain"),
    path("<uuid:assignment_id>/finish/", views.finish, name="finish"),
    path("<uuid:assignment_id>/reopen/", views.reopen, name="reopen"),
    path("<uuid:assignment_id>/decline/", views.decline, name="decline"),
    path("<uuid:assignment_id>/unassign/", views.unassign, name="unassign"),
    path("applications/<uuid:application_id>/dossier/", views.dossier, name="dossier"),
    path("applications/<uuid:application_id>/parts/<int:part>/pages/<int:number>/", views.page, name="page"),
    path("applications/<uuid:application_id>/discuss/", views.discuss, name="discuss"),
    path("applications/<uuid:application_id>/assign/", views.assign, name="assign"),
    path("calls/<slug:call_slug>/", views.overview, name="overview"),
    path("calls/<slug:call_slug>/<slug:society_slug>/", views.coverage, name="coverage"),
    path(
        "calls/<slug:call_slug>/<slug:society_slug>/export-coverage.xlsx",
        views.export_coverage,
        name="export_coverage",
    ),
    path(
        "calls/<slug:call_slug>/<slug:society_slug>/export-scores.csv",
        views.export_scores,
        name="export_scores",
    ),
    path("calls/<slug:call_slug>/<slug:society_slug>/assign-all/", views.assign_all, name="assign_all"),
    path(
        "calls/<slug:call_slug>/<slug:society_slug>/assign-by-hand/",
        views.assign_by_hand,
        name="assign_by_hand",
    ),
    path("calls/<slug:call_slug>/<slug:society_slug>/seats/<int:seat_id>/limit/", views.limit, name="limit"),
    path("calls/<slug:call_slug>/<slug:society_slug>/close/", views.close, name="close"),
    path("calls/<slug:call_slug>/<slug:society_slug>/open-again/", views.open_again, name="open_again"),
]
