"""What the tags print, and that what people typed stays text."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.template import Context, Template

from sojourn.core.verdict import YES, no
from sojourn.ui import text

CLOSES = datetime(2024, 3, 18, 22, 59, tzinfo=UTC)
AT = datetime(2024, 3, 12, 9, 0, tzinfo=UTC)


def shown(source: str, **context) -> str:
    return Template("{% load sojourn %}" + source).render(Context(context)).strip()


def test_instant_is_a_time_element_for_machines_and_people():
    assert shown("{% instant value %}", value=CLOSES) == (
        '<time class="instant" datetime="2024-03-18T22:59:00Z">'
        "Monday 18 March 2024, 23:59 Vienna (22:59 UTC)</time>"
    )


def test_instant_takes_the_zone_of_the_page():
    page = {"where": {"zone": "Europe/Lisbon"}}
    assert "22:59 Lisbon (22:59 UTC)" in shown("{% instant value %}", value=CLOSES, **page)
    assert "18:59 New York" in shown("{% instant value 'America/New_York' %}", value=CLOSES, **page)


def test_what_has_no_date_is_not_yet_published():
    for source in ("{% instant None %}", "{% day None %}", "{{ nothing|day }}", "{% money None 'EUR' %}"):
        assert "not yet published" in shown(source, nothing=None)


def test_day_as_tag_and_as_filter():
    assert shown("{% day value %}", value=date(2024, 3, 18)) == shown(
        "{{ value|day }}", value=date(2024, 3, 18)
    )
    assert ">Monday 18 March 2024<" in shown("{% day value %}", value=date(2024, 3, 18))


def test_due_reads_the_time_of_the_request():
    request = SimpleNamespace(at=AT)
    said = shown("{% due value %}", value=CLOSES, request=request)
    assert 'class="due due-soon"' in said
    assert ">in 6 days</b>: <time" in said


def test_an_instant_without_script_is_told_in_the_zone_of_the_profile():
    for zone, said in (("Asia/Kolkata", ", Tuesday 04:29 on your clock (Kolkata)"), ("", ""), ("UTC", "")):
        request = SimpleNamespace(at=AT, user=SimpleNamespace(zone=zone))
        told = shown("{% instant value %}", value=CLOSES, request=request)
        assert ("own-zone" in told) == bool(said) and said in told


@pytest.mark.parametrize(
    ("minor", "currency", "printed"),
    [(240000, "EUR", "€2,400.00"), (5, "EUR", "€0.05"), (1200, "JPY", "JP¥1,200"), (0, "CHF", "CHF 0.00")],
)
def test_money_from_minor_units(minor, currency, printed):
    assert printed in shown("{% money minor currency %}", minor=minor, currency=currency).replace("\xa0", " ")


def test_mark_says_where_a_value_comes_from():
    thing = SimpleNamespace(marks={"amount": {"kind": "demonstration", "note": "Not <known>"}})
    said = shown("{% mark thing 'amount' %}", thing=thing)
    assert "demonstration value" in said
    assert "Not &lt;known&gt;" in said
    assert shown("{% mark thing 'places' %}", thing=thing) == ""


def test_country_by_its_code():
    assert shown("{% country 'AT' %} {{ 'no'|country }} {{ 'XQ'|country }}") == "Austria Norway XQ"


def test_status_has_a_word_and_a_sign_for_each_state():
    assert shown("{% status 'submitted' %}") == '<span class="status status-done">Submitted</span>'
    assert (
        shown("{% status 'for_a_new_state' %}") == '<span class="status status-quiet">For a new state</span>'
    )
    hostile = shown("{% status 'x' label=label tone='due' %}", label="<b>")
    assert hostile == '<span class="status status-due">&lt;b&gt;</span>'


def test_verdict_gives_its_reason():
    assert "Yes" in shown("{% verdict verdict %}", verdict=YES)
    assert "The call closed." in shown("{% verdict verdict %}", verdict=no("closed", "The call closed."))


def test_query_with_changes_one_part_of_the_address(rf):
    request = rf.get("/", {"q": "ada", "page": "3"})
    assert shown("{% query_with page=4 q=None %}", request=request) == "?page=4"


def test_size_in_words():
    assert [shown("{{ n|size }}", n=n) for n in (0, 500, 184_320, 2_410_000)] == [
        "",
        "1 kB",
        "184 kB",
        "2.4 MB",
    ]


def test_the_title_is_also_the_heading(rf):
    page = Template("{% extends 'ui/page.html' %}{% block title %}{{ name }}{% endblock %}").render(
        Context({"request": rf.get("/"), "name": "Ada <& Ben"})
    )
    assert "<h1>Ada &lt;&amp; Ben</h1>" in page
    assert "<title>Ada &lt;&amp; Ben · Sojourn</title>" in page


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://tracker.example/x.png)",
        '<img src=x onerror="alert(1)">',
        "<a href='data:text/html,x'>x</a>",
    ],
)
def test_markdown_lets_nothing_run_and_nothing_load(hostile):
    html = text.markdown(hostile).lower()
    for banned in ("<script", "<img", 'href="javascript', 'href="data'):
        assert banned not in html


def test_markdown_keeps_prose_and_begins_headings_at_the_third():
    html = text.markdown("# One\n\n*two* [three](https://example.org)")
    assert "<h3>One</h3>" in html
    assert "<em>two</em>" in html
    assert 'rel="nofollow noopener"' in html
