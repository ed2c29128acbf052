"""Every page of the table is whole, its links lead somewhere, and nobody reads what is not theirs.

The second half is the canary crawl: distinctive words are laid into letters, scores, files and reasons; each
person opens everything that can be reached by links, and may find only the words that are for her.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from urllib.parse import urljoin, urlsplit

import pytest
from django.http import HttpResponse
from django.urls import Resolver404, resolve, reverse

from sojourn.alumni import queries as alumni
from sojourn.applications.models import Application, Letter
from sojourn.placements.models import Evaluation, Report
from sojourn.reviews.models import Assignment
from sojourn.selection.models import Decision, Result
from tests.house import doors, pages, things
from tests.house.plan import none
from tests.house.test_doors import ROWS, STAGES, made, rolled_back

OUT = {"account_logout", "upkeep:sign_in_as"}
SHOWN_TO_ALL = {"upkeep:letters", "upkeep:letter", "upkeep:cast"}  # of a demonstration, where all is invented


# --- whole pages and living links ---


@pytest.mark.timeout(900)
@pytest.mark.parametrize("walked_to", STAGES, indirect=True)
def test_every_page_is_whole_and_its_links_lead_somewhere(walked):
    world = walked
    people = things.people(world)
    clients = {role: doors.someone(people.get(role)) for role in (*people, "visitor", "link")}
    for role in people:
        clients[role].get(reverse("desks:home"))
    rows = [row for row in ROWS if row.stage == world.stage and row.method == "GET"]
    wrong: list[str] = []
    for about in dict.fromkeys(row.about for row in rows):
        with rolled_back():
            now = world.now
            args, link = made(about, world)
            if link is not None:
                doors.hold(clients["link"], link)
            for row in (row for row in rows if row.about == about):
                for role in readers(row):
                    wrong += look(
                        clients[role], reverse(row.name, args=args), f"{row} {role}", role in people
                    )
            clients["link"].cookies.clear()
        world.now = now
    none(wrong)


def readers(row: doors.Row) -> list[str]:
    """The first and the last who may see it: the owner's and the office's page differ."""
    seen = [role for role, answer in row.answers.items() if answer == "200"]
    if row.name == "desks:home":
        return seen  # from here every way of a role begins
    return ["visitor", "ada"] if len(seen) == len(row.answers) else list(dict.fromkeys(seen[:1] + seen[-1:]))


def look(client, address: str, told: str, signed_in: bool) -> list[str]:
    response = client.get(address)
    found = dict.fromkeys(pages.faults(response, signed_in=signed_in))
    if room_of(address) == "ui:style":
        found.pop('href="#" at a', None)  # samples lead nowhere
    wrong = [f"{told}: {fault}" for fault in found]
    for path in links(response, address):
        answer = leads_to(client, path)
        if answer:
            wrong.append(f"{told}: the link {path} {answer}")
    return wrong


def links(response: HttpResponse, address: str) -> list[str]:
    """Where a click leads on this site, without what stands behind the question mark."""
    if not response.get("Content-Type", "").startswith("text/html") or response.streaming:
        return []
    parts = (urlsplit(urljoin(address, link)) for link in pages.Page(response.content.decode()).links)
    return list(dict.fromkeys(part.path for part in parts if part.netloc == "" and part.path.startswith("/")))


def leads_to(client, path: str) -> str:
    """What is wrong with the link for this reader; each is tried once a stage and reader."""
    try:
        match = resolve(path)
    except Resolver404:
        return "" if path.startswith("/static/") else "leads nowhere"
    tried = client.__dict__.setdefault("tried", {})
    if path not in tried and match.view_name not in OUT and "POST" not in doors.methods(match.func):
        with rolled_back():
            response = client.get(path)
            tried[path] = response.status_code
            words = response.streaming and b"".join(response.streaming_content)
            del words
    status = tried.get(path, 200)
    return f"is answered by {status}" if status >= 403 else ""


# --- canaries ---

KINDS = ("name", "file", "letter", "comment", "reason", "feedback", "office", "report", "evaluation")
APPLICANTS = {
    "ada": "Appleyard",
    "rolf": "Rolfstead",
    "tess": "Tessstead",
    "wim": "Wimstead",
    "zoe": "Zephyrine",
}
ESGAR, ESUR = ("ada", "rolf", "tess"), ("wim", "zoe")
RESULTS = ("published", "certified")
CRAWLED = ("scored", "matched", "published", "certified")


def canary(kind: str, key: str) -> str:
    return APPLICANTS[key] if kind == "name" else f"canary-{kind}-{key}"


def lay(world) -> None:
    for key, application in world.scene.applications.items():
        own = {"application": application}
        Letter.objects.filter(**own).update(text=canary("letter", key))
        Assignment.objects.filter(**own).update(
            comment=canary("comment", key), feedback=canary("feedback", key)
        )
        Decision.objects.filter(**own).update(reason=canary("reason", key))
        Result.objects.filter(**own).update(reason=canary("reason", key))
        file = canary("file", key)
        Application.objects.filter(pk=application.pk).update(
            training=file, interests=file, choices_note=file, phone=file, office_note=canary("office", key)
        )
        stay = {"placement__award__application": application}
        Evaluation.objects.filter(**stay).update(comment=canary("evaluation", key))
        Report.objects.filter(**stay).update(learned=canary("report", key), changes=canary("report", key))


def may_read(role: str, stage: str) -> set[str]:
    """What of all canaries this person may meet at this stage, from the access matrix."""
    out = stage in RESULTS
    stay = ("report", "evaluation")
    seen: set[tuple[Iterable[str], Iterable[str]]] = {
        "visitor": set(),
        "oper": set(),
        "ada": {(("name", "file", "office", *stay, *(("reason", "feedback") if out else ())), ("ada",))},
        "other": {(("name", "file", "office", *(("reason", "feedback") if out else ())), ("rolf",))},
        "cleo": {(("name", "file", "letter", "comment", "feedback", *(("reason",) if out else ())), ESGAR)},
        "eva": {(("name", "file", "letter", "comment", "feedback", "reason", *stay), ESGAR)},
        "ida": {(tuple(kind for kind in KINDS if kind != "letter"), ESGAR)},
        "mia": {(tuple(kind for kind in KINDS if kind != "letter"), ESUR)},
        "finn": {(("name", "file", "office", "reason", "feedback", *stay), (*ESGAR, *ESUR))},
        "hana": set() if stage == "scored" else {(("name", "file", *stay), ("ada", "wim"))},
    }[role]
    listed = {("name",): [key for key, name in APPLICANTS.items() if any_listed(name)]}
    pairs = [*seen, *listed.items()]
    return {canary(kind, key) for kinds, keys in pairs for kind in kinds for key in keys}


def any_listed(name: str) -> bool:
    return any(name in entry.shown_name for entry in alumni.listed())


def must_read(role: str, stage: str) -> set[str]:
    """Own words that have to be found: a crawl that sees nothing proves nothing."""
    wanted = {
        ("ada", "scored"): ("file-ada",),
        ("ada", "published"): ("reason-ada",),
        ("other", "published"): ("reason-rolf",),
        ("cleo", "scored"): ("comment-ada",),
        ("eva", "matched"): ("reason-ada",),
        ("ida", "matched"): ("file-ada",),
        ("mia", "matched"): ("file-wim",),
        ("ida", "certified"): ("report-ada",),
    }.get((role, stage), ())
    names = {("hana", "matched"): {"Appleyard"}, ("finn", "matched"): {"Appleyard", "Wimstead"}}
    return {f"canary-{one}" for one in wanted} | names.get((role, stage), set())


@pytest.mark.timeout(900)
@pytest.mark.parametrize("walked_to", CRAWLED, indirect=True)
def test_nobody_meets_a_word_that_is_not_theirs(walked):
    world, stage = walked, walked.stage
    lay(world)
    every = {canary(kind, key) for kind in KINDS for key in APPLICANTS}
    wrong = []
    for role, user in {"visitor": None, **things.people(world)}.items():
        found = crawl(
            doors.someone(user), "/" if user is None else reverse("desks:home"), every, user is None
        )
        allowed = may_read(role, stage)
        for word, where in sorted(found.items()):
            if word not in allowed:
                wrong.append(f"{stage}: {role} reads {word} at {where}")
        wrong += [f"{stage}: {role} finds {word} nowhere" for word in must_read(role, stage) - set(found)]
    none(wrong)


def crawl(client, start: str, every: set[str], in_public: bool) -> dict[str, str]:
    """Each canary met on the way from `start` by links, with the first address where it stood."""
    found: dict[str, str] = {}
    queue, seen = [start], {start}
    while queue:
        address = queue.pop()
        response = client.get(address)
        if response.status_code == 302:
            more = [urlsplit(response["Location"]).path]
        else:
            more = links(response, address)
            text = pages.words(response)
            for word in every:
                if word in text:
                    found.setdefault(word, address)
        fresh = [path for path in more if path not in seen and wanted(path, in_public)]
        seen.update(fresh)
        queue += fresh
    return found


@cache
def room_of(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def wanted(path: str, in_public: bool) -> bool:
    """Public pages are the same for everybody: the visitor reads them for all."""
    name = room_of(path)
    if not name or name in OUT | SHOWN_TO_ALL:
        return False
    return in_public or not name.startswith(("public:", "ui:", "api:", "account_"))


# --- the walk can fail ---


def answer(body: str, **headers: str) -> HttpResponse:
    ours = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}
    return HttpResponse(body, headers=ours | {"Content-Security-Policy": "default-src 'self'"} | headers)


WHOLE = '<!doctype html><html lang="en"><title>A</title><body><h1>A</h1>{}</body></html>'


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ("<p>None yet.</p>", ""),
        ("<p>None</p>", "None in 'None'"),
        ("<p>{{ name }}</p>", "“{{” in '{{ name }}'"),
        ("<h1>B</h1>", "2 h1"),
        ('<a href="#">x</a>', 'href="#" at a'),
        ('<p style="x">x</p>', "an inline style at p"),
        ("<script>x</script>", "an inline script"),
        ('<p onclick="x">x</p>', "onclick at p"),
        ('<p id="a"></p><p id="a"></p>', "ids twice: a"),
    ],
)
def test_a_fault_is_seen(part, fault):
    assert fault in (pages.faults(answer(WHOLE.format(part)), signed_in=False) or [""])


def test_a_page_that_may_be_stored_is_seen():
    assert pages.faults(answer(WHOLE.format("")), signed_in=True) == ["Cache-Control is missing"]


def test_a_link_to_nowhere_is_seen():
    assert leads_to(None, "/no/such/page/") == "leads nowhere"


def test_a_strange_word_is_seen():
    class Browser:
        get: Callable = staticmethod(lambda address: answer(WHOLE.format("canary-letter-ada")))

    assert crawl(Browser(), "/", {"canary-letter-ada"}, True) == {"canary-letter-ada": "/"}
