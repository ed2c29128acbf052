"""The doors of this room."""

from django.urls import path

from sojourn.societies import views

app_name = "societies"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("federation/edit-federation/", views.edit_federation, name="edit_federation"),
    path("add/", views.add, name="add"),
    path("affiliations/", views.affiliate, name="affiliate"),
    path("affiliations/<int:pk>/drop-affiliation/", views.drop_affiliation, name="drop_affiliation"),
    path("<slug:slug>/", views.society, name="society"),
    path("<slug:slug>/people.xlsx", views.people_sheet, name="people_sheet"),
    path("<slug:slug>/edit/", views.edit, name="edit"),
    path("<slug:slug>/appoint/", views.appoint, name="appoint"),
    path("<slug:slug>/officers/<int:pk>/dismiss/", views.dismiss, name="dismiss"),
    path("<slug:slug>/seat/", views.seat, name="seat"),
    path("<slug:slug>/seats/<int:pk>/unseat/", views.unseat, name="unseat"),
    path("<slug:slug>/awaited/<int:pk>/drop-awaited/", views.drop_awaited, name="drop_awaited"),
    path("<slug:slug>/add-payer/", views.add_payer, name="add_payer"),
    path("<slug:slug>/payers/<int:pk>/remove-payer/", views.remove_payer, name="remove_payer"),
    path("<slug:slug>/conflicts/", views.conflicts, name="conflicts"),
    path("<slug:slug>/conflicts/<int:pk>/confirm/", views.confirm, name="confirm"),
    path("<slug:slug>/conflicts/<int:pk>/clear/", views.clear, name="clear"),
]
