"""The doors of this room."""

app_name = "centres"
urlpatterns: list = []
