"""The doors of this room."""

from django.urls import path

from sojourn.upkeep import views

app_name = "upkeep"
urlpatterns = [
    path("set-up/", views.set_up, name="set_up"),
    path("health/", views.health, name="health"),
    path("troubles/", views.troubles, name="troubles"),
    path("troubles/<int:pk>/retry-letter/", views.retry_letter, name="retry_letter"),
    path("journal/", views.journal, name="journal"),
    path("journal.xlsx", views.journal_sheet, name="journal_sheet"),
    path("journal/of-myself/", views.own_trail, name="own_trail"),
    path("journal/of-myself.xlsx", views.own_trail_sheet, name="own_trail_sheet"),
    path("journal/people/<uuid:pk>/", views.person_trail, name="person_trail"),
    path("journal/<slug:kind>/<str:pk>/", views.trail, name="trail"),
    path("journal/<slug:kind>/<str:pk>/trail.xlsx", views.trail_sheet, name="trail_sheet"),
    # of a demonstration only
    path("letters/", views.letters, name="letters"),
    path("letters/<int:pk>/", views.letter, name="letter"),
    path("cast/", views.cast, name="cast"),
    path("cast/<uuid:pk>/sign-in-as/", views.sign_in_as, name="sign_in_as"),
    path("move-clock/", views.move_clock, name="move_clock"),
]
