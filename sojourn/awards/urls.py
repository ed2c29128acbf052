"""The doors of this room."""

from django.urls import path

from sojourn.awards import views

app_name = "awards"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("office/", views.office, name="office"),
    path("office/export/", views.export_list, name="export_list"),
    path("office/rounds/<slug:call>/<int:number>.json", views.round_file, name="round_file"),
    path("waiting/<uuid:application_id>/", views.waiting, name="waiting"),
    path("<uuid:award_id>/", views.offer, name="offer"),
    path("receipts/check-answer/", views.check_answer, name="check_answer"),
    path("office/rounds/<slug:call>/next/", views.next_round, name="next_round"),
    path("changes/<uuid:change_id>/", views.change, name="change"),
    path("answer-change/<uuid:invitation_id>/", views.answer_change, name="answer_change"),
    path("<uuid:award_id>/changes/", views.changes, name="changes"),
    path("<uuid:award_id>/changes/<slug:kind>/", views.propose_change, name="propose_change"),
    path("<uuid:award_id>/receipts/<int:answer_id>.pdf", views.answer_copy, name="answer_copy"),
    path("<uuid:award_id>/wait/", views.wait, name="wait"),
    path("<uuid:award_id>/freeze/", views.freeze, name="freeze"),
    path("<uuid:award_id>/accept/", views.accept, name="accept"),
    path("<uuid:award_id>/decline/", views.decline, name="decline"),
    path("<uuid:award_id>/letter/", views.letter, name="letter"),
]
