from django.urls import path

from sojourn.ui import views

app_name = "ui"

urlpatterns = [path("style/", views.style, name="style"), path("held/", views.held_page, name="held")]
