"""The doors of this room."""

app_name = "placements"
urlpatterns: list = []
