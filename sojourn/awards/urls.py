"""The doors of this room."""

from django.urls import path

from sojourn.awards import views

app_name = "awards"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("office/", views.office, name="office"),
    path("office/export/", views.export_list, name="export_list"),
    path("office/payments/export/", views.export_payments, name="export_payments"),
    path("office/payments/", views.payments, name="payments"),
    path("office/payers/", views.payers, name="payers"),
    path("office/rounds/<slug:call>/<int:number>.json", views.round_file, name="round_file"),
    path("office/instalments/<int:instalment_id>/pay/", views.pay, name="pay"),
    path("waiting/<uuid:application_id>/", views.waiting, name="waiting"),
    path("<uuid:award_id>/", views.offer, name="offer"),
    path("<uuid:award_id>/accept/", views.accept, name="accept"),
    path("<uuid:award_id>/decline/", views.decline, name="decline"),
    path("<uuid:award_id>/letter/", views.letter, name="letter"),
    path("<uuid:award_id>/grant/", views.ledger, name="ledger"),
]
