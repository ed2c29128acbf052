"""The doors of this room."""

app_name = "public"
urlpatterns: list = []
