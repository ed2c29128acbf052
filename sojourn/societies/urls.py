"""The doors of this room."""

app_name = "societies"
urlpatterns: list = []
