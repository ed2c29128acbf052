"""The doors of this room."""

from django.urls import path

from sojourn.selection import views

app_name = "selection"
urlpatterns = [
    path("results/<uuid:application_id>/", views.result, name="result"),
    path("nominations/<uuid:nomination_id>/", views.nomination, name="nomination"),
    path("nominations/<uuid:nomination_id>/give-time/", views.give_time, name="give_time"),
    path("answer/<uuid:invitation_id>/", views.answer_nomination, name="answer_nomination"),
    path("calls/<slug:call_slug>/", views.match, name="match"),
    path("calls/<slug:call_slug>/instance/", views.instance, name="instance"),
    path("calls/<slug:call_slug>/run/", views.run, name="run"),
    path("calls/<slug:call_slug>/discard/", views.discard, name="discard"),
    path("calls/<slug:call_slug>/ask-centres/", views.ask_centres, name="ask_centres"),
    path("calls/<slug:call_slug>/prepare/", views.prepare, name="prepare"),
    path("calls/<slug:call_slug>/publish/", views.publish, name="publish"),
    path("calls/<slug:call_slug>/drop/", views.drop, name="drop"),
    path("calls/<slug:call_slug>/<slug:society_slug>/decide/", views.decide, name="decide"),
    path(
        "calls/<slug:call_slug>/<slug:society_slug>/export-ranking.xlsx",
        views.export_ranking,
        name="export_ranking",
    ),
    path("calls/<slug:call_slug>/<slug:society_slug>/sign/", views.sign, name="sign"),
    path("calls/<slug:call_slug>/<slug:society_slug>/reopen/", views.reopen, name="reopen"),
    path("calls/<slug:call_slug>/<slug:society_slug>/read/", views.read, name="read"),
]
