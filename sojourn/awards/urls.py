"""The doors of this room."""

app_name = "awards"
urlpatterns: list = []
