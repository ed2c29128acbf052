"""The doors of this room."""

from django.urls import path

from sojourn.desks import views

app_name = "desks"
urlpatterns = [
    path("", views.home, name="home"),
    path("calendar/<str:token>.ics", views.calendar, name="calendar"),
    path("office/", views.office, name="office"),
    path("office/export.xlsx", views.export_office, name="export_office"),
]
