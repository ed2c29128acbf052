"""The doors of this room."""

app_name = "api"
urlpatterns: list = []
