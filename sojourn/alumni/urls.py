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
    path("follow-ups/", views.follow_ups, name="follow_ups"),
    path("follow-ups/add-question/", views.add_question, name="add_question"),
    path("follow-ups/<int:question_id>/retire-question/", views.retire_question, name="retire_question"),
    path("follow-ups/link/<uuid:invitation_id>/", views.answer_by_link, name="answer_by_link"),
    path("follow-ups/<uuid:follow_up_id>/answer-follow-up/", views.answer_follow_up, name="answer_follow_up"),
]
