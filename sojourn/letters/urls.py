"""The doors of this room."""

from django.urls import path

from sojourn.letters import views

app_name = "letters"
urlpatterns = [
    path("", views.letters, name="letters"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/release-all/", views.release_all, name="release_all"),
    path("deliveries/", views.deliveries, name="deliveries"),
    path("deliveries.xlsx", views.deliveries_sheet, name="deliveries_sheet"),
    path("<int:pk>/", views.letter, name="letter"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/release/", views.release, name="release"),
    path("<int:pk>/discard/", views.discard, name="discard"),
    path("<int:pk>/retry/", views.retry, name="retry"),
    path("<int:pk>/readdress/", views.readdress, name="readdress"),
    path("mailings/", views.mailings, name="mailings"),
    path("mailings/prepare/", views.prepare, name="prepare"),
    path("mailings/<int:pk>/", views.mailing, name="mailing"),
    path("mailings/<int:pk>/confirm/", views.confirm, name="confirm"),
    path("mailings/<int:pk>/drop/", views.drop, name="drop"),
    path("mailings/<int:pk>/halt/", views.halt, name="halt"),
    path("reminders/", views.reminders, name="reminders"),
    path("reminders/<int:pk>/<str:rule>/set-days/", views.set_days, name="set_days"),
    path("words/", views.words, name="words"),
    path("words/<str:kind>/write-words/", views.write_words, name="write_words"),
    path("words/<str:kind>/give-up-words/", views.give_up_words, name="give_up_words"),
    path("words/<str:kind>/hold/", views.hold, name="hold"),
    path("words/<str:kind>/editions/<int:version>/", views.edition, name="edition"),
]
