"""The gates: a refusal gives its reason, a stranger learns nothing, another page can answer instead."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpResponse
from django.template import loader

from sojourn.core.verdict import YES, no
from sojourn.ui import errors, gates, middleware, samples
from sojourn.ui.waiting import Waiting, in_order


def test_require_lets_a_yes_through_and_stops_a_no():
    assert gates.require(YES) is YES
    with pytest.raises(gates.Refused) as stopped:
        gates.require(no("closed", "The call closed."), next_url="/read/", next_verb="Read it")
    assert stopped.value.verdict.code == "closed"


def test_the_page_of_a_refusal_gives_reason_and_way_on(rf):
    refusal = gates.Refused(no("closed", "The call <closed>."), next_url="/read/", next_verb="Read it")
    answer = errors.refused(rf.get("/"), refusal)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "The call &lt;closed&gt;." in page
    assert '<a class="button main" href="/read/">Read it</a>' in page


@pytest.mark.django_db
@pytest.mark.parametrize("key", [987654, "no-number", None])
def test_find_says_404_for_what_is_not_there_or_ill_written(key):
    with pytest.raises(Http404):
        gates.find(ContentType.objects.all(), pk=key)


@pytest.mark.django_db
def test_find_gives_the_one_row():
    row = ContentType.objects.first()
    assert gates.find(ContentType.objects.all(), pk=row.pk) == row


def test_another_page_answers_instead(rf):
    page = HttpResponse("code", status=403)
    answers = middleware.Answers(lambda request: None)
    assert answers.process_exception(rf.get("/"), gates.Instead(page)) is page
    assert answers.process_exception(rf.get("/"), ValueError()) is None


@pytest.mark.parametrize(
    ("page", "status"),
    [
        (lambda request: errors.bad_request(request, ValueError()), 400),
        (lambda request: errors.refused(request, PermissionError()), 403),
        (lambda request: errors.bad_request(request, RequestDataTooBig()), 413),
        (errors.csrf, 403),
        (lambda request: errors.missing(request, Http404()), 404),
        (errors.too_large, 413),
        (errors.broken, 500),
        (errors.resting, 503),
    ],
)
def test_every_trouble_has_its_page(rf, page, status):
    answer = page(rf.get("/"))
    assert answer.status_code == status
    assert b"<h1>" in answer.content


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "413.html", "500.html", "503.html"])
def test_the_bare_pages_need_nobody(name):
    assert "Sojourn" in loader.get_template(name).render()


def test_what_waits_stands_in_the_order_of_its_dates():
    closes = samples.CLOSES
    late, none, soon = (
        Waiting("Score", "late", "#", closes.replace(month=4)),
        Waiting("Sign", "whenever", "#"),
        Waiting("Answer", "soon", "#", closes),
    )
    assert in_order([late, none, soon]) == [soon, late, none]
