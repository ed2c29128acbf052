"""The doors of this room."""

app_name = "calls"
urlpatterns: list = []
