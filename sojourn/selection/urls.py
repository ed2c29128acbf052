"""The doors of this room."""

app_name = "selection"
urlpatterns: list = []
