"""The doors of this room: the applicant's, the referee's, the office's."""

from django.urls import path

from sojourn.applications import views

app_name = "applications"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("<slug:call>/<slug:society>/begin/", views.begin, name="begin"),
    path("<uuid:pk>/", views.application, name="application"),
    path("<uuid:pk>/confirm-eligibility/", views.confirm_eligibility, name="confirm_eligibility"),
    path("<uuid:pk>/edit-about/", views.edit_about, name="edit_about"),
    path("<uuid:pk>/edit-training/", views.edit_training, name="edit_training"),
    path("<uuid:pk>/documents/", views.documents, name="documents"),
    path("<uuid:pk>/documents/<slug:slot>/add-document/", views.add_document, name="add_document"),
    path("<uuid:pk>/documents/<int:document>/", views.open_document, name="open_document"),
    path(
        "<uuid:pk>/documents/<int:document>/remove-document/", views.remove_document, name="remove_document"
    ),
    path("<uuid:pk>/rank/", views.rank, name="rank"),
    path("<uuid:pk>/rank/history/", views.ranking_history, name="ranking_history"),
    path("wish/<int:offer>/", views.wish, name="wish"),
    path("<uuid:pk>/note-choices/", views.note_choices, name="note_choices"),
    path("<uuid:pk>/referees/", views.referees, name="referees"),
    path("<uuid:pk>/name-referee/", views.name_referee, name="name_referee"),
    path("<uuid:pk>/answers/", views.answers, name="answers"),
    path("<uuid:pk>/dossier/", views.dossier, name="dossier"),
    path("<uuid:pk>/submit/", views.submit, name="submit"),
    path("<uuid:pk>/receipt/", views.receipt, name="receipt"),
    path("<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:pk>/reinstate/", views.reinstate, name="reinstate"),
    path("<uuid:pk>/answer/", views.answer, name="answer"),
    path("referees/<uuid:pk>/ask/", views.ask, name="ask"),
    path("referees/<uuid:pk>/remind/", views.remind, name="remind"),
    path("referees/<uuid:pk>/change-address/", views.change_address, name="change_address"),
    path("referees/<uuid:pk>/replace-referee/", views.replace_referee, name="replace_referee"),
    path("letters/<uuid:invitation_id>/write-letter/", views.write_letter, name="write_letter"),
    path("letters/<uuid:invitation_id>/save-letter/", views.save_letter, name="save_letter"),
    path("letters/<uuid:invitation_id>/file/", views.open_letter_file, name="open_letter_file"),
    path("letters/<uuid:invitation_id>/remove-file/", views.remove_letter_file, name="remove_letter_file"),
    path("letters/<uuid:invitation_id>/hand-over/", views.hand_over, name="hand_over"),
    path("letters/<uuid:invitation_id>/upload-letter/", views.upload_letter, name="upload_letter"),
    path("letters/<uuid:invitation_id>/brief.pdf", views.letter_brief, name="letter_brief"),
    path("letters/<uuid:invitation_id>/due.ics", views.letter_calendar, name="letter_calendar"),
    path(
        "letters/<uuid:invitation_id>/earlier/<uuid:earlier>/reuse-letter/",
        views.reuse_letter,
        name="reuse_letter",
    ),
    path("letters/<uuid:invitation_id>/earlier/<uuid:earlier>/", views.open_earlier, name="open_earlier"),
    path("letters/<uuid:invitation_id>/decline-letter/", views.decline_letter, name="decline_letter"),
    path("office/", views.office, name="office"),
    # before the slugs: what has the shape of an id is one
    path("office/<uuid:pk>/", views.office_page, name="office_page"),
    path("office/<uuid:pk>/admit/", views.admit, name="admit"),
    path("office/<uuid:pk>/refer/", views.refer, name="refer"),
    path("office/<uuid:pk>/bar/", views.bar, name="bar"),
    path("office/<uuid:pk>/send-back/", views.send_back, name="send_back"),
    path("office/<uuid:pk>/hold/", views.hold, name="hold"),
    path("office/<slug:call>/<slug:society>/", views.office_list, name="office_list"),
    path("office/<slug:call>/<slug:society>/export/", views.export_list, name="export_list"),
    path("office/<slug:call>/<slug:society>/check-clear/", views.check_clear, name="check_clear"),
]
