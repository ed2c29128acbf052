"""The doors of this room. Those under `link/` open to a mailed link, those under `verify/` to everybody."""

from django.urls import path

from sojourn.agreements import views

app_name = "agreements"
urlpatterns = [
    path("office/", views.office, name="office"),
    path("office/export/", views.export_list, name="export_list"),
    path("wordings/", views.wordings, name="wordings"),
    path("wordings/<str:kind>/preview/<path:scope>/", views.preview_wording, name="preview_wording"),
    path("wordings/<str:kind>/edit-wording/<path:scope>/", views.edit_wording, name="edit_wording"),
    path("verify/", views.verify, name="verify"),
    path("verify/<str:code>/", views.verify_code, name="verify_code"),
    path("stays/<uuid:placement_id>/", views.papers, name="papers"),
    path("stays/<uuid:placement_id>/ask-letter/", views.ask_letter, name="ask_letter"),
    path("stays/<uuid:placement_id>/draw-up/<str:kind>/", views.draw_up, name="draw_up"),
    path("<uuid:paper_id>/", views.paper, name="paper"),
    path("<uuid:paper_id>/sign/", views.sign, name="sign"),
    path("<uuid:paper_id>/object-to/", views.object_to, name="object_to"),
    path("<uuid:paper_id>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:paper_id>/download/<str:which>/", views.download, name="download"),
    path("link/<uuid:invitation_id>/", views.link_page, name="link_page"),
    path("link/<uuid:invitation_id>/sign/", views.link_sign, name="link_sign"),
    path("link/<uuid:invitation_id>/object/", views.link_object, name="link_object"),
    path("link/<uuid:invitation_id>/download/<str:which>/", views.link_download, name="link_download"),
]
