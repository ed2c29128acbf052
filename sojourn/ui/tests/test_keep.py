"""Text that was typed is there again after trouble, and gone from the browser once it was taken."""

import pytest
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import include, path

from sojourn.ui import errors

FORM = """{% extends "ui/page.html" %}{% block title %}Form{% endblock %}{% block main %}
<form method="post" action="/send/{{ fate }}/" data-keep="plan">
<label for="t">Text</label><textarea id="t" name="t"></textarea>
<button>Send</button></form>{% endblock %}"""
PLAIN = """{% extends "ui/page.html" %}{% block title %}Taken{% endblock %}"""
SAVING = """{% extends "ui/page.html" %}{% block title %}Form{% endblock %}{% block main %}
<form data-autosave="/saved/" data-keep="note">
<label for="t">Text</label><textarea id="t" name="t"></textarea></form>{% endblock %}"""
saved = []


def answer(request, source, **context):
    return HttpResponse(engines["django"].from_string(source).render(context, request))


def send(request, fate):
    return errors.broken(request) if fate == "broken" else redirect("/taken/")


def take(request):
    saved.append((request.POST.get("t"), request.headers.get("X-Sojourn-Autosave")))
    return HttpResponse(status=204)


send.csrf_exempt = take.csrf_exempt = True
urlpatterns = [
    path("form/<str:fate>/", lambda request, fate: answer(request, FORM, fate=fate)),
    path("send/<str:fate>/", send),
    path("taken/", lambda request: answer(request, PLAIN)),
    path("saving/", lambda request: answer(request, SAVING)),
    path("saved/", take),
    path("sign-in/", lambda request: answer(request, PLAIN), name="account_login"),
    path("", include("sojourn.ui.urls")),
]
handler404 = "sojourn.ui.errors.missing"
pytestmark = [pytest.mark.journey, pytest.mark.urls(__name__)]


def test_text_is_back_after_the_server_broke(page):
    page.goto("/form/broken/")
    page.fill("#t", "An hour of work")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="Something broke on our side").wait_for()
    page.goto("/taken/")
    page.goto("/form/broken/")
    assert page.input_value("#t") == "An hour of work"
    assert page.get_by_text("What you had typed here but not sent is back.").is_visible()


def test_text_is_forgotten_once_it_was_taken(page):
    page.goto("/form/well/")
    page.fill("#t", "An hour of work")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="Taken").wait_for()
    page.goto("/form/well/")
    assert page.input_value("#t") == ""


def test_text_is_back_when_the_page_was_left(page):
    page.goto("/form/well/")
    page.fill("#t", "Half a sentence")
    page.goto("/taken/")
    page.goto("/form/well/")
    assert page.input_value("#t") == "Half a sentence"


def test_autosave_sends_and_says_so(page):
    saved.clear()
    page.goto("/saving/")
    page.type("#t", "Typed")
    page.get_by_text("Saved at").wait_for()
    assert saved == [("Typed", "1")]
    assert page.evaluate("Object.keys(localStorage)") == []  # the server has it: nothing is kept twice


def test_what_was_typed_before_the_script_came_is_saved_too(page):
    saved.clear()
    held = []
    page.route("**/autosave*.js*", lambda route: held.append(route))
    with page.expect_request("**/autosave*.js*"):
        page.goto("/saving/", wait_until="commit")
    page.type("#t", "Early")
    held[0].continue_()
    page.get_by_text("Saved at").wait_for()
    assert saved == [("Early", "1")]
