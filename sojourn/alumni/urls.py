"""The doors of this room."""

from django.urls import path

from sojourn.alumni import views

app_name = "alumni"
urlpatterns = [
    path("mine/", views.mine, name="mine"),
    path("join/<uuid:placement_id>/", views.join, name="join"),
    path("<uuid:alumnus_id>/edit-story/", views.edit_story, name="edit_story"),
    path("<uuid:alumnus_id>/leave/", views.leave, name="leave"),
]
