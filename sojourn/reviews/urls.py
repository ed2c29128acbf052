"""The doors of this room."""

app_name = "reviews"
urlpatterns: list = []
