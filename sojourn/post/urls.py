"""The one address in a mailed link."""

from django.urls import path

from sojourn.post import views

app_name = "post"
urlpatterns = [path("<str:token>/", views.open_link, name="open_link")]
