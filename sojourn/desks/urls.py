"""The doors of this room."""

app_name = "desks"
urlpatterns: list = []
