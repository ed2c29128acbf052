"""Invented people: the named cast and a crowd. Every surname is made up, every address ends in .example."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

PASSWORD = "sojourn-demo"

# The cast of the tests and of the page "Sign in as"; `society` is the acronym it belongs to.
CAST = (
    {"key": "ada", "name": ("Dr", "Ada", "Appleyard"), "role": "applicant", "society": "ESGAR"},
    {"key": "zoe", "name": ("Dr", "Zoe", "Zephyrine"), "role": "applicant with a draft", "society": "ESUR"},
    {"key": "cleo", "name": ("Prof.", "Cleo", "Carradale"), "role": "reviewer", "society": "ESGAR"},
    {"key": "dov", "name": ("Dr", "Dov", "Dunmarrow"), "role": "reviewer", "society": "ESGAR"},
    {"key": "eva", "name": ("Prof.", "Eva", "Everwick"), "role": "chair", "society": "ESGAR"},
    {"key": "finn", "name": ("", "Finn", "Fennimore"), "role": "federation officer", "society": ""},
    {"key": "hana", "name": ("", "Hana", "Hollowell"), "role": "host coordinator", "society": ""},
    {"key": "ida", "name": ("", "Ida", "Inverlee"), "role": "society officer", "society": "ESGAR"},
    {"key": "jon", "name": ("", "Jon", "Jessamine"), "role": "second signer and payer", "society": ""},
    {"key": "mia", "name": ("", "Mia", "Marchbank"), "role": "officer of another society", "society": "ESUR"},
    {
        "key": "nils",
        "name": ("Dr", "Nils", "Northolt"),
        "role": "alumnus of an earlier year",
        "society": "ESSR",
    },
    {"key": "ola", "name": ("", "Ola", "Overbury"), "role": "operator", "society": ""},
)
# Without an account, by mailed links only: Ben refers, Gus tutors.
LINK_ONLY = (
    {"key": "ben", "name": "Prof. Ben Bramblewood", "role": "referee", "email": "ben@bramblewood.example"},
    {"key": "gus", "name": "Dr Gus Greystoke", "role": "tutor", "email": "gus@greystoke.example"},
)

NAMES = tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))
CITIES: dict[str, str] = NAMES["cities"]  # the countries that people come from

# What happens to an applicant; the rest of the crowd is plain. Numbers are per mille.
CASES = (
    ("borderline", 130),  # certified between three and four years before closing
    ("early", 40),  # certified more than four years before
    ("no_membership", 50),
    ("late_letter", 80),
    ("draft", 100),  # never submits
    ("withdrawn", 35),
    ("own_country", 25),  # moved after ranking: one choice lies in the own country now
    ("two_doors", 12),  # withdraws and applies to another society
)


@dataclass
class Person:
    """One invented applicant and how she behaves; `case` is one of CASES or plain."""

    key: str
    title: str
    given_name: str
    family_name: str
    country: str
    case: str
    certified_on: date
    strength: float  # 0 to 1: what reviewers tend to see
    seed: int
    facts: dict = field(default_factory=dict)

    @property
    def email(self) -> str:
        return self.facts.get("email") or f"{self.key}@people.example"

    @property
    def city(self) -> str:
        return CITIES[self.country]

    @property
    def institution(self) -> str:
        return f"{self.family_name[:4]}mont Hospital {self.city} (invented)"


def email(key: str) -> str:
    return f"{key}@sojourn.example"


def crowd(number: int, *, year: int, closes_on: date, prefix: str) -> list[Person]:
    """`number` invented applicants of a year; the same year gives the same people."""
    dice = random.Random(f"sojourn-{year}")
    surnames = [f"{a}{b}" for a in NAMES["first"] for b in NAMES["second"]]
    dice.shuffle(surnames)
    people = []
    for index in range(number):
        given, family = dice.choice(NAMES["given"]), surnames[index]
        case = _case(dice)
        people.append(
            Person(
                key=f"{prefix}{index + 1:03d}.{given.lower()}.{family.lower()}",
                title=dice.choice(("Dr", "Dr", "Dr", "")),
                given_name=given,
                family_name=family,
                country=dice.choice(list(CITIES)),
                case=case,
                certified_on=_certified(dice, case, closes_on),
                strength=dice.random(),
                seed=dice.randrange(10**9),
            )
        )
    return people


def _case(dice: random.Random) -> str:
    roll = dice.randrange(1000)
    for name, share in CASES:
        if roll < share:
            return name
        roll -= share
    return "plain"


def _certified(dice: random.Random, case: str, closes_on: date) -> date:
    years = {"borderline": (3, 4), "early": (4, 6)}.get(case, (0, 3))
    # the very days of the bounds occur too: they are where rules go wrong
    if dice.random() < 0.1 and case in ("plain", "borderline"):
        return closes_on.replace(year=closes_on.year - years[1])
    days = dice.randrange(years[0] * 365 + 5, years[1] * 365 - 5)
    return date.fromordinal(closes_on.toordinal() - days)
