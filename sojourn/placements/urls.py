"""The doors of this room. Those under `tutor/` open to a mailed link only."""

from django.urls import path

from sojourn.placements import views

app_name = "placements"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("hosted/", views.hosted, name="hosted"),
    path("office/", views.office, name="office"),
    path("office/export/", views.export_list, name="export_list"),
    path("<uuid:placement_id>/", views.stay, name="stay"),
    path("<uuid:placement_id>/propose-dates/", views.propose_dates, name="propose_dates"),
    path("<uuid:placement_id>/agree-dates/", views.agree_dates, name="agree_dates"),
    path("<uuid:placement_id>/refuse-dates/", views.refuse_dates, name="refuse_dates"),
    path("<uuid:placement_id>/confirm-arrival/", views.confirm_arrival, name="confirm_arrival"),
    path("<uuid:placement_id>/plan/", views.plan, name="plan"),
    path("<uuid:placement_id>/plan/<int:number>/", views.plan_version, name="plan_version"),
    path("<uuid:placement_id>/edit-plan/", views.edit_plan, name="edit_plan"),
    path("<uuid:placement_id>/copy-plan/", views.copy_plan, name="copy_plan"),
    path("<uuid:placement_id>/sign-plan/", views.sign_plan, name="sign_plan"),
    path("<uuid:placement_id>/logbook/", views.logbook, name="logbook"),
    path("<uuid:placement_id>/logbook/export.<slug:kind>", views.export_logbook, name="export_logbook"),
    path("<uuid:placement_id>/log/", views.log, name="log"),
    path("<uuid:placement_id>/log/worker.js", views.log_worker, name="log_worker"),
    path("entries/<int:entry_id>/correct-entry/", views.correct_entry, name="correct_entry"),
    path("<uuid:placement_id>/evaluations/<str:moment>/", views.evaluation, name="evaluation"),
    path("<uuid:placement_id>/evaluate/<str:moment>/", views.evaluate, name="evaluate"),
    path("<uuid:placement_id>/report/", views.report, name="report"),
    path("<uuid:placement_id>/file-report/", views.file_report, name="file_report"),
    path("<uuid:placement_id>/accept-report/", views.accept_report, name="accept_report"),
    path("<uuid:placement_id>/return-report/", views.return_report, name="return_report"),
    path("<uuid:placement_id>/complete/", views.complete, name="complete"),
    path("<uuid:placement_id>/end-early/", views.end_early, name="end_early"),
    path("<uuid:placement_id>/amendments/", views.amendments, name="amendments"),
    path(
        "<uuid:placement_id>/amendments/<slug:kind>/ask-amendment/", views.ask_amendment, name="ask_amendment"
    ),
    path("amendments/<uuid:amendment_id>/", views.amendment, name="amendment"),
    path("<uuid:placement_id>/before-arrival/", views.before_arrival, name="before_arrival"),
    path("errands/<int:errand_id>/finish-errand/", views.finish_errand, name="finish_errand"),
    path("errands/<int:errand_id>/spare-errand/", views.spare_errand, name="spare_errand"),
    path("errands/<int:errand_id>/reopen-errand/", views.reopen_errand, name="reopen_errand"),
    path("<uuid:placement_id>/raise-alarm/", views.raise_alarm, name="raise_alarm"),
    path("alarms/<uuid:alarm_id>/", views.alarm, name="alarm"),
    path("alarms/<uuid:alarm_id>/answer-alarm/", views.answer_alarm, name="answer_alarm"),
    path("alarms/<uuid:alarm_id>/add-to-alarm/", views.add_to_alarm, name="add_to_alarm"),
    path("alarms/<uuid:alarm_id>/close-alarm/", views.close_alarm, name="close_alarm"),
    path("tutor/<uuid:invitation_id>/", views.tutor_page, name="tutor_page"),
    path(
        "tutor/<uuid:invitation_id>/amendments/<uuid:amendment_id>/",
        views.tutor_amendment,
        name="tutor_amendment",
    ),
    path("tutor/<uuid:invitation_id>/dates/", views.tutor_dates, name="tutor_dates"),
    path("tutor/<uuid:invitation_id>/arrival/", views.tutor_arrival, name="tutor_arrival"),
    path("tutor/<uuid:invitation_id>/plan/", views.tutor_plan, name="tutor_plan"),
    path("tutor/<uuid:invitation_id>/countersign/", views.countersign, name="countersign"),
    path("tutor/<uuid:invitation_id>/query-entry/<int:entry_id>/", views.query_entry, name="query_entry"),
    path("tutor/<uuid:invitation_id>/evaluate/<str:moment>/", views.tutor_evaluate, name="tutor_evaluate"),
]
