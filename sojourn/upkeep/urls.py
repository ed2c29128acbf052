"""The doors of this room."""

app_name = "upkeep"
urlpatterns: list = []
