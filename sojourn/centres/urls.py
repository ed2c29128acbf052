"""The doors of this room: coordinators and officers, under hosts/. The public catalogue is in `public`."""

from django.urls import path

from sojourn.centres import views

app_name = "centres"
urlpatterns = [
    path("", views.centres, name="centres"),
    path("centres.xlsx", views.centres_sheet, name="centres_sheet"),
    path("add-institution/", views.add_institution, name="add_institution"),
    path("countries/", views.countries, name="countries"),
    path("countries/<str:code>/edit-country/", views.edit_country, name="edit_country"),
    path("centre/<int:pk>/edit-centre/", views.edit_centre, name="edit_centre"),
    path("centre/<int:pk>/edit-calendar/", views.edit_calendar, name="edit_calendar"),
    path("centre/<int:pk>/edit-requirements/", views.edit_requirements, name="edit_requirements"),
    path("centre/<int:pk>/name-tutor/", views.name_tutor, name="name_tutor"),
    path("centre/<int:pk>/approve/", views.approve, name="approve"),
    path("centre/<int:pk>/retire/", views.retire, name="retire"),
    path("tutor/<int:pk>/retire-tutor/", views.retire_tutor, name="retire_tutor"),
    path("<slug:slug>/", views.institution, name="institution"),
    path("<slug:slug>/edit-institution/", views.edit_institution, name="edit_institution"),
    path("<slug:slug>/edit-closures/", views.edit_closures, name="edit_closures"),
    path("<slug:slug>/offer/", views.offer, name="offer"),
    path("<slug:slug>/coordinate/", views.coordinate, name="coordinate"),
]
