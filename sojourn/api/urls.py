"""The doors of this room: JSON for everybody."""

from django.urls import path

from sojourn.api import views

app_name = "api"
urlpatterns = [
    path("calls.json", views.calls, name="calls"),
    path("calls/<slug:slug>.json", views.call, name="call"),
]
