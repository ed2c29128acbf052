"""The doors of this room."""

app_name = "alumni"
urlpatterns: list = []
