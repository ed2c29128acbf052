"""Templates, letters, locks and every tracked file, and each check tried on a bad text."""

import pytest

from tests.house import papers, plan
from tests.house.plan import none

REQUIREMENTS = plan.ROOT / "requirements"
LOCKS = ("run", "production", "dev", "postgres", "uv")
BROKEN = [
    (papers.inline, '<p style="color: red">'),
    (papers.inline, "<script>alert(1)</script>"),
    (papers.inline, "<style>p {}</style>"),
    (papers.inline, '<button type="button"\n onclick="go()">'),
    (papers.inline, '<a href="javascript:go()">'),
    (papers.inline, "{{ text|safe }}"),
    (papers.inline, "{% autoescape off %}"),
    (papers.forms_without_token, '<form method="post"><button>Send</button></form>'),
    (papers.letter, "Dear Ada,\n\nyou have a place."),
    (papers.letter, "Subject: A place\nDear Ada,"),
    (papers.letter, "Subject: A place\n\n" + "word " * 20),
    (papers.lock, "django==5.2 \\\n    --hash=sha256:00\n    # from https://example.org/simple"),
    (papers.lock, "django==5.2\nuv==1 \\\n    --hash=sha256:00"),
    (papers.places, "pip install --index-url x"),
    (papers.places, "see https://mirror.example" + "/simple/django"),
    (papers.places, "cd " + "/root/sojourn"),
    (papers.places, "open('/home/ada/sojourn/data')"),
    (papers.places, "file:///srv/wheels"),
    (papers.places, f"cd {plan.ROOT}"),
]
KEPT = [
    (papers.inline, '<script type="module" src="{% static "ui/keep.js" %}"></script>'),
    (papers.inline, '<p class="style">on and on = 3, safe and sound</p> {# style="" #}'),
    (papers.forms_without_token, '<form method="get"></form><form method="post">{% csrf_token %}</form>'),
    (papers.letter, "Subject: A place\n\nDear {{ name }}, " + "{{ x }} " * 12 + "\nit is yours.\n"),
    (papers.lock, "django==5.2 \\\n    --hash=sha256:00\n    # via -r requirements/run.in\n"),
    (papers.places, "http://localhost:8000/home/ and https://www.example.org/simpleton ~/.venv"),
]


def told(check, files) -> list[str]:
    return [f"{path}:{line}: {what}" for path, text in files for line, what in check(text)]


@pytest.mark.parametrize(("check", "text"), BROKEN)
def test_a_bad_paper_is_seen(check, text):
    assert list(check(text))


@pytest.mark.parametrize(("check", "text"), KEPT)
def test_a_good_paper_is_left_alone(check, text):
    assert list(check(text)) == []


@pytest.mark.parametrize(
    "check", [papers.inline, papers.forms_without_token], ids=lambda check: check.__name__
)
def test_every_page_keeps_the_content_policy(check):
    none(told(check, [(path, text) for path, text in plan.templates() if path.endswith(".html")]))


def test_every_letter_is_a_letter():
    letters = [(path, text) for path, text in plan.templates() if "/mail/" in path and path.endswith(".txt")]
    none(told(papers.letter, letters))


def test_every_lock_holds_hashes_and_no_address():
    none(told(papers.lock, [(name, (REQUIREMENTS / f"{name}.txt").read_text()) for name in LOCKS]))


def test_every_lock_holds_what_is_wanted():
    """`./run.py lock` was run after the last change of an .in file."""
    missing = set()
    for name in LOCKS:
        names = papers.wanted((REQUIREMENTS / f"{name}.in").read_text())
        missing |= names - papers.pins((REQUIREMENTS / f"{name}.txt").read_text()).keys()
    assert missing == set()


@pytest.mark.parametrize(("small", "large"), [("run", "production"), ("production", "dev")])
def test_the_larger_lock_holds_the_smaller_one(small, large):
    """So that one environment serves both; run.py relies on it."""
    inner, outer = (papers.pins((REQUIREMENTS / f"{name}.txt").read_text()) for name in (small, large))
    assert inner.items() <= outer.items()


def test_no_file_names_a_registry_or_a_machine():
    own = ("tests/house/papers.py", "tests/house/test_papers.py")  # they say what is looked for
    made_elsewhere = "/static/vendor/"
    files = []
    for path in plan.tracked():
        content = (plan.ROOT / path).read_bytes()
        if path not in own and made_elsewhere not in path and b"\0" not in content[:4096]:
            files.append((path, content.decode(errors="replace")))
    none(told(papers.places, files))


def test_no_lock_of_another_kind_is_kept():
    others = {"uv.lock", "pylock.toml", "poetry.lock", "package-lock.json", "yarn.lock", "pnpm-lock.yaml"}
    none([path for path in plan.tracked() if path.rpartition("/")[2] in others])
