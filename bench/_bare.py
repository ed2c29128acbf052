"""An empty Django project as `startproject` makes it, with one page: a measurement serves it beside ours."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

APPS = ("admin", "auth", "contenttypes", "sessions", "messages", "staticfiles")


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "admin/base.html")


settings.configure(
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=[f"django.contrib.{name}" for name in APPS],
    STATIC_URL="static/",
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
)
application = get_wsgi_application()
from django.contrib import admin  # noqa: E402 (its models need the settings above)

urlpatterns = [path("", page), path("admin/", admin.site.urls)]
