"""The doors of this room."""

from django.urls import path

from sojourn.letters import views

app_name = "letters"
urlpatterns = [
    path("", views.letters, name="letters"),
    path("words/", views.words, name="words"),
    path("words/<str:kind>/write-words/", views.write_words, name="write_words"),
    path("words/<str:kind>/give-up-words/", views.give_up_words, name="give_up_words"),
    path("words/<str:kind>/hold/", views.hold, name="hold"),
    path("words/<str:kind>/editions/<int:version>/", views.edition, name="edition"),
]
