"""The doors of this room."""

from django.urls import path

from sojourn.alumni import views

app_name = "alumni"
urlpatterns = [
    path("mine/", views.mine, name="mine"),
    path("join/<uuid:placement_id>/", views.join, name="join"),
    path("<uuid:alumnus_id>/edit-story/", views.edit_story, name="edit_story"),
    path("<uuid:alumnus_id>/leave/", views.leave, name="leave"),
    path("<uuid:alumnus_id>/write/", views.write, name="write"),
    path("messages/", views.messages, name="messages"),
    path("messages/<uuid:message_id>/answer-message/", views.answer_message, name="answer_message"),
    path("messages/<uuid:message_id>/report-message/", views.report_message, name="report_message"),
    path("named/<uuid:invitation_id>/", views.named_in, name="named_in"),
    path("hand-over/", views.hand_overs, name="hand_overs"),
    path("hand-over/doubted/", views.doubted_hints, name="doubted_hints"),
    path("hand-over/<int:centre_id>/", views.hand_over, name="hand_over"),
    path("hand-over/<int:centre_id>/add-hint/", views.add_hint, name="add_hint"),
    path("hints/<uuid:hint_id>/confirm-hint/", views.confirm_hint, name="confirm_hint"),
    path("hints/<uuid:hint_id>/doubt-hint/", views.doubt_hint, name="doubt_hint"),
    path("hints/<uuid:hint_id>/edit-hint/", views.edit_hint, name="edit_hint"),
    path("hints/<uuid:hint_id>/hide-hint/", views.hide_hint, name="hide_hint"),
    path("hints/<uuid:hint_id>/remove-hint/", views.remove_hint, name="remove_hint"),
    path("hints/<uuid:hint_id>/show-hint/", views.show_hint, name="show_hint"),
    path("follow-ups/", views.follow_ups, name="follow_ups"),
    path("follow-ups/add-question/", views.add_question, name="add_question"),
    path("follow-ups/<int:question_id>/retire-question/", views.retire_question, name="retire_question"),
    path("follow-ups/link/<uuid:invitation_id>/", views.answer_by_link, name="answer_by_link"),
    path("follow-ups/<uuid:follow_up_id>/answer-follow-up/", views.answer_follow_up, name="answer_follow_up"),
]
