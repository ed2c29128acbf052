"""The doors of this room."""

from django.urls import path

from sojourn.selection import views

app_name = "selection"
urlpatterns = [
    path("results/<uuid:application_id>/", views.result, name="result"),
    path("results/<uuid:application_id>/proof.json", views.own_proof, name="own_proof"),
    path("results/<uuid:application_id>/appeal/", views.appeal, name="appeal"),
    path("results/<uuid:application_id>/list-name/", views.list_name, name="list_name"),
    path("appeals/", views.appeals, name="appeals"),
    path("appeals/<uuid:appeal_id>/answer-appeal/", views.answer_appeal, name="answer_appeal"),
    path("nominations/<uuid:nomination_id>/", views.nomination, name="nomination"),
    path("nominations/<uuid:nomination_id>/give-time/", views.give_time, name="give_time"),
    path("answer/<uuid:invitation_id>/", views.answer_nomination, name="answer_nomination"),
    path("calls/<slug:call_slug>/", views.match, name="match"),
    path("calls/<slug:call_slug>/instance/", views.instance, name="instance"),
    path("calls/<slug:call_slug>/outcome/", views.outcome, name="outcome"),
    path("calls/<slug:call_slug>/room/", views.room, name="room"),
    path("calls/<slug:call_slug>/room/proof/", views.proof, name="proof"),
    path("calls/<slug:call_slug>/room/why/<uuid:application_id>/", views.why, name="why"),
    path("calls/<slug:call_slug>/room/scenarios/", views.scenarios, name="scenarios"),
    path("calls/<slug:call_slug>/room/scenarios/try-out/", views.try_out, name="try_out"),
    path(
        "calls/<slug:call_slug>/room/scenarios/<uuid:scenario_id>/drop/",
        views.drop_scenario,
        name="drop_scenario",
    ),
    path("calls/<slug:call_slug>/lottery/", views.lottery, name="lottery"),
    path("calls/<slug:call_slug>/commit/", views.commit, name="commit"),
    path("calls/<slug:call_slug>/draw/", views.draw, name="draw"),
    path("calls/<slug:call_slug>/run/", views.run, name="run"),
    path("calls/<slug:call_slug>/discard/", views.discard, name="discard"),
    path("calls/<slug:call_slug>/ask-centres/", views.ask_centres, name="ask_centres"),
    path("calls/<slug:call_slug>/prepare/", views.prepare, name="prepare"),
    path("calls/<slug:call_slug>/release/", views.release, name="release"),
    path("calls/<slug:call_slug>/release/hold/", views.hold, name="hold"),
    path("calls/<slug:call_slug>/release/cancel/", views.cancel, name="cancel"),
    path("calls/<slug:call_slug>/release/recall/", views.recall, name="recall"),
    path("calls/<slug:call_slug>/release/after-recall/", views.after_recall, name="after_recall"),
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
    path("calls/<slug:call_slug>/<slug:society_slug>/ranking/", views.ranking, name="ranking"),
    path(
        "calls/<slug:call_slug>/<slug:society_slug>/disagreements/", views.disagreements, name="disagreements"
    ),
    path("calls/<slug:call_slug>/<slug:society_slug>/reviewers/", views.reviewers, name="reviewers"),
    path(
        "calls/<slug:call_slug>/<slug:society_slug>/judge/<uuid:application_id>/", views.judge, name="judge"
    ),
    path("calls/<slug:call_slug>/<slug:society_slug>/plan-meeting/", views.plan_meeting, name="plan_meeting"),
    path("meetings/<uuid:meeting_id>/", views.meeting, name="meeting"),
    path("meetings/<uuid:meeting_id>/follow/", views.follow, name="follow"),
    path("meetings/<uuid:meeting_id>/open-meeting/", views.open_meeting, name="open_meeting"),
    path("meetings/<uuid:meeting_id>/close-meeting/", views.close_meeting, name="close_meeting"),
    path("meetings/<uuid:meeting_id>/cancel-meeting/", views.cancel_meeting, name="cancel_meeting"),
    path("meetings/<uuid:meeting_id>/ask-packs/", views.ask_packs, name="ask_packs"),
    path("meetings/<uuid:meeting_id>/pack.pdf", views.pack, name="pack"),
    path("items/<uuid:item_id>/call-up/", views.call_up, name="call_up"),
    path("items/<uuid:item_id>/put-off/", views.put_off, name="put_off"),
    path("items/<uuid:item_id>/open-ballot/", views.open_ballot, name="open_ballot"),
    path("items/<uuid:item_id>/close-ballot/", views.close_ballot, name="close_ballot"),
    path("items/<uuid:item_id>/cast/", views.cast, name="cast"),
    path("items/<uuid:item_id>/write-note/", views.write_note, name="write_note"),
    path("items/<uuid:item_id>/notes/", views.notes, name="notes"),
    path("items/<uuid:item_id>/decide-item/", views.decide_item, name="decide_item"),
    path("calls/<slug:call_slug>/<slug:society_slug>/summary/", views.summary, name="summary"),
    path("calls/<slug:call_slug>/<slug:society_slug>/summary.pdf", views.summary_paper, name="summary_paper"),
]
