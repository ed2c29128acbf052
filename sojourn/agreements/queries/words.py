"""The text of a paper: chosen by programme, society or federation, filled from a closed list of names.

What an office writes is no template language: a placeholder is put in once and never read again.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale

from sojourn.agreements import states
from sojourn.agreements.models import Paper, Wording
from sojourn.awards import queries as awards
from sojourn.calls import queries as calls
from sojourn.core import money, periods
from sojourn.payments.models import Share
from sojourn.people import queries as people
from sojourn.placements.models import Placement
from sojourn.societies import queries as societies
from sojourn.ui import lockbox, times

SHIPPED = Path(__file__).resolve().parents[1] / "data" / "wordings.toml"
PURPOSE = "agreements.wanted"
PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
PERSONAL = ("passport_name", "identity", "addressee")  # stay locked in the row, and are filled in to be read
PLACEHOLDERS = {
    "fellow": "the fellow's name",
    "passport_name": "the name as in the passport, else the fellow's name",
    "identity": "date of birth, nationality and passport, as far as the fellow gave them for this letter",
    "addressee": "the embassy or authority that the fellow named",
    "programme": "the name of the programme",
    "call": "the name of the call",
    "field": "the field of the society",
    "society": "the society, with its acronym",
    "federation": "the name of the federation",
    "institution": "the institution of the centre",
    "city": "its city",
    "country": "its country",
    "mode": "hands-on fellow or observer",
    "tutor": "the tutor's name",
    "starts_on": "the first day",
    "ends_on": "the last day",
    "length": "how long the stay is",
    "grant": "a sentence with the grant and who pays which part",
}
# what all parties have signed for; a change of any of these makes a new version
BINDING = {
    "starts_on": "The first day",
    "ends_on": "The last day",
    "institution": "The centre",
    "tutor": "The tutor",
    "grant": "The grant",
}


@dataclass(frozen=True)
class Words:
    """A text in force: `scope` says whose it is, `own` whether an office wrote it."""

    kind: str
    scope: str
    title: str
    text: str
    parties: tuple[str, ...]
    version: int
    own: bool
    keep_years: int


@cache
def _shipped() -> dict[str, dict[str, str]]:
    return tomllib.loads(SHIPPED.read_text())


def chosen(kind: str, scope: str) -> Wording | None:
    return Wording.objects.filter(kind=kind, scope=scope).first()


def wording(kind: str, scopes: Iterable[str]) -> Words:
    """The first of these scopes that has words of its own, else the shipped ones."""
    scopes = list(scopes)
    rows = {row.scope: row for row in Wording.objects.filter(kind=kind, scope__in=scopes)}
    for scope in scopes:
        if scope in rows:
            row = rows[scope]
            parties = tuple(row.parties.split(","))
            return Words(
                kind, scope, row.title, row.text, parties, row.version, own=True, keep_years=row.keep_years
            )
    given = _shipped()[kind]
    parties = tuple(given["parties"].split(","))
    text, years = given["text"].strip(), states.KEEP_YEARS[kind]
    return Words(kind, "", given["title"], text, parties, 0, own=False, keep_years=years)


def scopes_of(programme: Any) -> list[str]:
    """From the nearest to the widest."""
    society = programme.society.slug
    return [f"{programme.call.slug}/{society}", society, ""]


def binding(placement: Placement, grant: str) -> dict[str, str]:
    """What the parties sign for, as it is now; `grant` from `grants`."""
    return {
        "starts_on": times.day(placement.starts_on) if placement.starts_on else "",
        "ends_on": times.day(placement.ends_on) if placement.ends_on else "",
        "institution": placement.offer.centre.institution.name,
        "tutor": placement.tutor.name if placement.tutor else "the head of the department",
        "grant": grant,
    }


def facts(placement: Placement, wanted: Mapping[str, str] | None = None) -> dict[str, str]:
    """A value for every placeholder, as it is printed."""
    application = placement.award.application
    programme = application.programme
    centre = placement.offer.centre
    institution = centre.institution
    fellow = placement.fellow.formal_name if placement.fellow else application.formal_name
    told = wanted or {}
    return {
        "fellow": fellow,
        "passport_name": told.get("passport_name") or fellow,
        "identity": _identity(told),
        "addressee": told.get("addressee") or "the authorities concerned",
        "programme": programme.name,
        "call": programme.call.name,
        "field": programme.field,
        "society": f"{programme.society.name} ({programme.society.acronym})",
        "federation": societies.federation().name,
        "city": institution.city,
        "country": Locale("en").territories.get(institution.country, institution.country),
        "mode": "a hands-on fellow" if centre.mode == "hands_on" else "an observer",
        "length": _length(placement),
        **binding(placement, grants([placement])[placement.award_id]),
    }


def _identity(told: Mapping[str, str]) -> str:
    parts = [
        f"born on {told['born_on']}" if told.get("born_on") else "",
        f"nationality: {told['nationality']}" if told.get("nationality") else "",
        f"passport {told['passport']}" if told.get("passport") else "",
    ]
    return ", ".join(part for part in parts if part) or "identity as in the passport"


def _length(placement: Placement) -> str:
    if not placement.starts_on:
        return ""
    after = placement.ends_on.fromordinal(placement.ends_on.toordinal() + 1)
    return periods.spoken_span(placement.starts_on, after)


def grants(placements: Iterable[Placement]) -> dict[Any, str]:
    """Award -> a sentence about its grant as it stands for this stay, else as its programme promises it."""
    placements = list(placements)
    rows = Share.objects.filter(grant__award__in=[placement.award_id for placement in placements])
    standing: dict[Any, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for award, payer, amount in rows.values_list("grant__award", "payer__name", "amount").order_by("pk"):
        standing[award][payer] += amount
    found, told = {}, {}
    for placement in placements:
        award, programme = placement.award, placement.award.application.programme
        if programme.pk not in told:
            told[programme.pk] = _promise(award)
        by_payer, mark = told[programme.pk]
        if award.pk in standing:
            by_payer = standing[award.pk]
        found[award.pk] = _grant(by_payer, programme.currency, mark)
    return found


NO_GRANT = "Whether a grant belongs to the stay, and how much it is, is not fixed by this paper."


def _promise(award: Any) -> tuple[dict[str, int], bool]:
    """Payer -> what it gives for a stay of the usual length; and whether these are demonstration values."""
    promise = awards.promised(award)
    if promise is None:
        return {}, False
    by_payer: dict[str, int] = defaultdict(int)
    for share in calls.shares(award.application.programme):
        by_payer[share.payer.name] += share.amount or 0
    return by_payer, bool(promise["mark"])


def _grant(by_payer: Mapping[str, int], currency: str, mark: bool) -> str:
    """By name of the payer: the same money gives the same words, whichever room told it."""
    total = sum(by_payer.values())
    if not total:
        return NO_GRANT
    shares = ", ".join(
        f"{money.Money(amount, currency)} by {payer}" for payer, amount in sorted(by_payer.items()) if amount
    )
    words = " These amounts are demonstration values." if mark else ""
    return f"A grant of {money.Money(total, currency)} belongs to the stay: {shares}.{words}"


def sample(scope: str) -> dict[str, str]:
    """Invented values for a preview; the society's own name where the scope has one."""
    society = societies.by_slug(scope.rpartition("/")[2]) if scope else None
    told = {"passport_name": "EXAMPLE, Ada", "nationality": "Austria", "born_on": "1 April 1990"}
    return {
        "fellow": "Dr Ada Example",
        "passport_name": told["passport_name"],
        "identity": _identity(told),
        "addressee": "the Embassy of Norway in Vienna",
        "programme": "Exchange Programme for Fellowships",
        "call": "Exchange programmes",
        "field": society.field if society else "radiology",
        "society": f"{society.name} ({society.acronym})"
        if society
        else "Society of Example Radiology (SEXR)",
        "federation": societies.federation().name,
        "institution": "Invented Hospital Oslo",
        "city": "Oslo",
        "country": "Norway",
        "mode": "an observer",
        "tutor": "Dr Gus Example",
        "starts_on": "Monday 2 September 2024",
        "ends_on": "Sunday 1 December 2024",
        "length": "3 months",
        "grant": "A grant of EUR 3,000.00 belongs to the stay. This amount is invented.",
    }


def filled(text: str, values: Mapping[str, str], *, keep: Iterable[str] = ()) -> str:
    """Each placeholder's value, without braces of its own: what it says is never read as a placeholder.

    >>> filled("{{ fellow }} comes to {{city}}.", {"fellow": "Ada {{ city }}", "city": "Oslo"})
    'Ada  city  comes to Oslo.'
    >>> filled("{{ fellow }}, {{ identity }}", {"fellow": "Ada"}, keep=["identity"])
    'Ada, {{ identity }}'
    """

    def value(found: re.Match[str]) -> str:
        return found[0] if found[1] in keep else re.sub("[{}]", "", values.get(found[1], ""))

    return PLACEHOLDER.sub(value, text)


def open_names(told: Mapping[str, str]) -> list[str]:
    """Placeholders that stay open in the row: only what the fellow told for an embassy, nothing that a later
    change of the profile could fill otherwise than it was signed."""
    given = {
        "passport_name": told.get("passport_name"),
        "identity": told.get("born_on") or told.get("nationality") or told.get("passport"),
        "addressee": told.get("addressee"),
    }
    return [name for name in PERSONAL if given[name]]


def words_of(paper: Paper) -> list[dict[str, Any]]:
    """What a drawn paper says, with what the fellow told for an embassy."""
    values = facts(paper.placement, wanted(paper))
    return blocks(filled(paper.text, {name: values[name] for name in PERSONAL}))


def blocks(text: str) -> list[dict[str, Any]]:
    """Headings (##), lists (-) and paragraphs, for the page and for the paper alike.

    >>> [block["kind"] for block in blocks("One.\\n\\n## Two\\n- a\\n- b\\n\\nThree\\nfour")]
    ['paragraph', 'heading', 'list', 'paragraph']
    """
    found: list[dict[str, Any]] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        words = line.strip()
        last = found[-1] if found else {"kind": "end"}
        if not words:
            found.append({"kind": "end"})
        elif words.startswith("## "):
            found.append({"kind": "heading", "text": words[3:].strip()})
        elif words.startswith("- "):
            if last["kind"] == "list":
                last["lines"].append(words[2:].strip())
            else:
                found.append({"kind": "list", "lines": [words[2:].strip()]})
        elif last["kind"] == "paragraph":
            last["text"] += f" {words}"
        else:
            found.append({"kind": "paragraph", "text": words})
    return [block for block in found if block["kind"] != "end"]


def faults(text: str) -> list[str]:
    """Why a text cannot be a paper, in sentences for whoever wrote it."""
    found = [
        f"Unknown placeholder {{{{ {name} }}}}. See the list beside the text."
        for name in dict.fromkeys(PLACEHOLDER.findall(text))
        if name not in PLACEHOLDERS
    ]
    rest = PLACEHOLDER.sub("", text)
    if "{{" in rest or "}}" in rest:
        found.append("Two braces stand open: a placeholder is written {{ fellow }}.")
    if "{%" in rest:
        found.append("Commands in {% %} are not possible here: placeholders only.")
    return found


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """What the parties had signed for and is otherwise now, in sentences."""
    return [
        f"{words}: {after.get(name) or 'not fixed'} instead of {before.get(name) or 'not fixed'}."
        for name, words in BINDING.items()
        if before.get(name) != after.get(name)
    ]


def wanted(paper: Paper) -> dict[str, str]:
    """What the fellow told for an embassy; nothing where no key opens it any more."""
    if not paper.wanted:
        return {}
    try:
        return json.loads(lockbox.unlock(paper.wanted, purpose=PURPOSE))
    except lockbox.Shut:
        return {}


def scopes_editable(user: Any) -> list[tuple[str, str]]:
    """(scope, its name) of every text that this officer may choose: own societies and their programmes."""
    found = [("", "The federation")] if people.is_federation_officer(user) else []
    for society in societies.officer_of(user):
        found.append((society.slug, f"{society.acronym}: every call"))
    for programme in calls.programmes_of(user).filter(society__in=societies.officer_of(user)):
        found.append(
            (
                f"{programme.call.slug}/{programme.society.slug}",
                f"{programme.society.acronym}: {programme.call.name}",
            )
        )
    return found
