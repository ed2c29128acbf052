"""Invented people, centres and numbers for the style page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator

from sojourn.core.verdict import no
from sojourn.ui import forms as fields
from sojourn.ui.waiting import Waiting, in_order

ACCENTS = ("teal", "blue", "indigo", "violet", "plum", "crimson", "rust", "ochre", "olive", "green", "slate")
AT = datetime(2024, 3, 12, 9, 30, tzinfo=UTC)
CLOSES = datetime(2024, 3, 18, 22, 59, tzinfo=UTC)
DIGEST = "5c1f0a7be2d94c0b8d3e6f1720a9b4c8d6e2f013a4b5c6d7e8f90a1b2c3d4e5f"


class Sample(forms.Form):
    """One of each kind of field."""

    name = forms.CharField(label="Name as in your passport", max_length=120)
    email = forms.EmailField(label="Email address", help_text="Letters about this application go there.")
    country = fields.Country("Country of work")
    certified_on = fields.Day("Day of board certification", help_text="As printed on the certificate")
    interview_at = fields.Moment("Time of the interview", required=False)
    share = fields.Money("Share of the society", currency="EUR", required=False)
    level = fields.Choice(
        "Level of English",
        choices=[("B2", "B2, independent"), ("C1", "C1, fluent"), ("C2", "C2, near native")],
    )
    topics = forms.MultipleChoiceField(
        label="Topics",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("mr", "Magnetic resonance"), ("us", "Ultrasound"), ("ir", "Intervention")],
    )
    motivation = fields.LongText("Why this fellowship", words=300, rows=5)
    certificate = fields.Upload("Certificate of board certification", accept=".pdf", max_mb=8)
    consent = forms.BooleanField(
        label="The committee may read these documents", help_text="They are erased two years after the call."
    )


def everything(accent: str = "") -> dict[str, Any]:
    """The whole context of `ui/style.html`."""
    return {
        "noindex": True,
        "at": AT,
        "closes": CLOSES,
        "accents": ACCENTS,
        "where": {
            "call": {"title": "Call 2024", "url": "#page"},
            "society": {
                "acronym": "ESXR",
                "name": "European Society of Example Radiology",
                "accent": accent if accent in ACCENTS else "",
            },
            "role": "Applicant",
            "due": Waiting("Submit", "your application", "#task-list", CLOSES),
            "nav": [{"label": label, "url": f"#{slug}"} for label, slug in SECTIONS[:4]],
        },
        "sections": SECTIONS,
        "style_crumbs": [("Sojourn", "/"), ("The parts of a page", "")],
        "withdrawals": [
            "It is not read by anybody any more.",
            "You can begin a new one until the call closes.",
        ],
        "form_empty": Sample(prefix="empty", initial={"country": "AT", "share": 120050}),
        "form_wrong": Sample(
            {"wrong-name": "", "wrong-email": "ada at", "wrong-motivation": "x"}, prefix="wrong"
        ),
        "refusal": no("closed", "The call closed on Monday 18 March 2024 at 23:59 in Vienna."),
        "page": Paginator(range(87), 20).page(2),
        "words": ["todo", "draft", "sent", "submitted", "overdue", "rejected", "withdrawn"],
        "marked": {
            "marks": {
                "amount": {"kind": "demonstration", "note": "The true amount is not known."},
                "window": {
                    "kind": "ours",
                    "note": "“Three-four years” is read as up to four, three to four by the committee.",
                },
                "centres": {"kind": "unknown"},
                "committee": {"kind": "printed", "note": "Page of the 2024 call"},
            }
        },
        **TASKS,
        **PEOPLE,
        **CHOICES,
        **COMMITTEE,
        **STAY,
        **LISTS,
    }


SECTIONS = [
    ("Type and colour", "type"),
    ("Status, due, marks", "words"),
    ("Task list and desk", "task-list"),
    ("Forms", "forms"),
    ("Documents and dossier", "documents"),
    ("Rules, choices, centres", "choices"),
    ("Committee", "committee"),
    ("Call, stay, money", "stay"),
    ("Results and letters", "letters"),
    ("Tables and lists", "tables"),
    ("Pictures", "pictures"),
]

TASKS: dict[str, Any] = {
    "task_sections": [
        {
            "title": "Before you begin",
            "tasks": [{"title": "Check that you can apply", "url": "#", "state": "done"}],
        },
        {
            "title": "Your application",
            "tasks": [
                {"title": "Tell us about you", "url": "#", "state": "done"},
                {"title": "Describe your training and certification", "url": "#", "state": "part"},
                {
                    "title": "Upload your documents",
                    "url": "#",
                    "state": "problem",
                    "hint": "The certificate could not be opened",
                    "count": "3 of 4",
                },
                {
                    "title": "Ask for a letter of recommendation",
                    "url": "#",
                    "state": "wait",
                    "hint": "Asked Dr Benedikt Beispiel on Monday 4 March",
                },
                {"title": "Rank your centres", "url": "#", "state": "todo"},
                {
                    "title": "Check and submit",
                    "url": "#",
                    "state": "locked",
                    "hint": "Opens when everything above is there",
                },
            ],
        },
    ],
    "waiting": in_order(
        [
            Waiting("Sign", "the training plan of Ada Beispiel", "#"),
            Waiting("Score", "applications for ESXR", "#", datetime(2024, 4, 12, 21, 59, tzinfo=UTC), 12),
            Waiting("Declare", "your conflicts of interest", "#", datetime(2024, 3, 12, 15, 0, tzinfo=UTC)),
            Waiting(
                "Answer",
                "the request of Lyon Example Hospital",
                "#",
                datetime(2024, 3, 9, 22, 59, tzinfo=UTC),
            ),
        ]
    ),
}

PEOPLE: dict[str, Any] = {
    "people": [
        {
            "name": "Ada Beispiel",
            "role": "applicant",
            "place": "Muster University Hospital",
            "country": "AT",
            "url": "#",
        },
        {
            "name": "Dr Benedikt Beispiel",
            "role": "referee",
            "place": "Head of department, Graz",
            "note": "Asked on Monday 4 March 2024",
            "state": "waiting",
        },
        {"name": "Prof. Cleo Ødegård-Πετρίδου", "role": "reviewer", "country": "NO", "state": "confirmed"},
    ],
    "slots": [
        {
            "title": "Letter of motivation",
            "hint": "Background, strengths and interests, and how you will use the training",
            "name": "motivation.pdf",
            "url": "#",
            "bytes": 184_320,
            "pages": 2,
            "kept_at": date(2024, 3, 7),
            "upload_url": "#",
            "remove_url": "#",
            "max_mb": 8,
        },
        {
            "title": "Curriculum vitae",
            "hint": "On the template of the school",
            "upload_url": "#",
            "template_url": "#",
            "example_url": "#",
            "max_mb": 8,
        },
        {
            "title": "Certificate of board certification",
            "upload_url": "#",
            "max_mb": 8,
            "error": "This file is not a PDF: it is a picture (JPEG). Save it as PDF and upload it again.",
            "state": "problem",
        },
        {"title": "Second letter", "optional": True, "upload_url": "#", "max_mb": 8},
    ],
    "dossier": {
        "title": "Dossier of Ada Beispiel",
        "url": "#",
        "bytes": 2_410_000,
        "pages": 11,
        "made_at": datetime(2024, 3, 12, 8, 2, tzinfo=UTC),
        "digest": DIGEST,
        "parts": [
            {"title": "Letter of motivation", "page": 2, "url": "#"},
            {"title": "Curriculum vitae", "page": 4, "url": "#"},
            {"title": "Certificate of board certification", "page": 8, "url": "#"},
            {"title": "Letter of recommendation", "missing": True, "note": "asked, not here yet"},
        ],
    },
}

CHOICES: dict[str, Any] = {
    "rules": [
        {"label": "Certified radiologist", "outcome": "yes", "reason": "Certified on Friday 2 October 2020."},
        {
            "label": "At most three to four years since certification",
            "outcome": "borderline",
            "reason": "3 years and 5 months on the closing day: the committee decides.",
            "printed": "within the first three-four years after certification",
            "mark": {"kind": "ours", "note": "Up to three years is yes, three to four the committee's."},
        },
        {
            "label": "Active member of the society",
            "outcome": "no",
            "reason": "Membership ended on Sunday 31 December 2023. Renew it before the call closes.",
        },
        {
            "label": "Centre outside your own country",
            "outcome": "unknown",
            "reason": "Say where you live and work to see this.",
        },
    ],
    "ranked": [
        {
            "id": "oslo",
            "title": "Oslo Example University Hospital",
            "detail": "Breast imaging and intervention; 2 places",
            "url": "#",
        },
        {"id": "porto", "title": "Centro de Exemplo, Porto", "detail": "All modalities; 1 place"},
        {"id": "lyon", "title": "Hôpital de l’Exemple, Lyon", "detail": "Magnetic resonance; 1 place"},
    ],
    "unranked": [
        {"id": "gent", "title": "Voorbeeldziekenhuis Gent", "detail": "Ultrasound; 2 places"},
    ],
    "unwanted": [{"id": "lille", "title": "Centre de l’Exemple, Lille"}],
    "barred": [
        {
            "id": "graz",
            "title": "Musterklinik Graz",
            "detail": "Tomosynthesis; 1 place",
            "barred": True,
            "reason": "In Austria, where you work: this programme sends fellows abroad.",
        },
    ],
    "centre_things": [
        {"title": "Oslo Example", "url": "#"},
        {"title": "Exemplo Porto"},
        {"title": "Exemple Lyon"},
    ],
    "centre_rows": [
        {"label": "Places", "values": [2, 1, 1]},
        {"label": "Periods", "values": ["September, January", "any", "October"]},
        {"label": "Hands-on", "values": ["yes, with licence", "observer", "yes"]},
        {"label": "Languages", "values": ["Norwegian, English", "Portuguese, English", "French"]},
        {"label": "Former fellows say", "values": ["4.6 of 5 (7 fellows)", None, "4.1 of 5 (5 fellows)"]},
    ],
    "centres": [
        {
            "name": "Oslo Example University Hospital",
            "city": "Oslo",
            "country": "NO",
            "url": "#",
            "lat": 59.9,
            "lon": 10.7,
            "places": 2,
        },
        {
            "name": "Centro de Exemplo",
            "city": "Porto",
            "country": "PT",
            "url": "#",
            "lat": 41.1,
            "lon": -8.6,
            "places": 1,
        },
        {
            "name": "Hôpital de l’Exemple",
            "city": "Lyon",
            "country": "FR",
            "url": "#",
            "lat": 45.8,
            "lon": 4.8,
            "places": 1,
            "note": "French needed",
        },
        {
            "name": "Musterklinik",
            "city": "Graz",
            "country": "AT",
            "url": "#",
            "lat": 47.1,
            "lon": 15.4,
            "places": 1,
        },
    ],
}

COMMITTEE: dict[str, Any] = {
    "criterion": {
        "name": "training",
        "label": "Training so far",
        "weight": "30 %",
        "guidance": "What has been learned, not where.",
        "value": 4,
        "anchors": [
            {"value": 1, "label": "Thin", "text": "Little beyond the common trunk."},
            {"value": 2, "label": "Fair", "text": "Some months in the field."},
            {"value": 3, "label": "Good", "text": "Regular work in the field, supervised."},
            {"value": 4, "label": "Strong", "text": "Independent in most examinations of the field."},
            {"value": 5, "label": "Outstanding", "text": "Independent, teaches others, own projects."},
        ],
    },
    "ranking_rows": [
        {
            "rank": 1,
            "name": "Ada Beispiel",
            "url": "#",
            "scores": [4, 5, 5],
            "raw": "4.67",
            "calibrated": "4.52",
            "decision": "selected",
        },
        {
            "rank": 2,
            "name": "Nils Esempio",
            "url": "#",
            "scores": [4, 4, 5],
            "raw": "4.33",
            "calibrated": "4.41",
            "decision": "reserve",
            "note": "Borderline: 3 years and 2 months",
        },
        {"rank": 3, "name": "", "blanked": True},
        {
            "rank": 4,
            "name": "Zofia Przykład",
            "url": "#",
            "scores": [2, 5],
            "raw": "3.50",
            "calibrated": "3.48",
            "decision": "",
        },
        {
            "rank": None,
            "name": "Ion Exemplu",
            "url": "#",
            "scores": [],
            "raw": None,
            "calibrated": None,
            "decision": "not_selected",
        },
    ],
    "current": {
        "name": "Zofia Przykład",
        "url": "#",
        "detail": "Warsaw; asks for Oslo, Porto, Lyon",
        "scores": [2, 5],
        "note": "The reviewers differ by three levels on the plan.",
    },
    "queue": [
        {"name": "Ada Beispiel", "url": "#", "state": "selected"},
        {"name": "Nils Esempio", "url": "#", "state": "reserve"},
        {"name": "x", "blanked": True, "state": "todo"},
        {"name": "Zofia Przykład", "url": "#", "state": "part"},
    ],
}

STAY: dict[str, Any] = {
    "call_points": [
        {"label": "Call opens", "at": datetime(2024, 2, 1, 11, 0, tzinfo=UTC)},
        {"label": "Applications", "at": date(2024, 2, 1), "until": CLOSES},
        {"label": "Call closes", "at": CLOSES, "note": "Referees have three days more"},
        {"label": "Reviews", "at": date(2024, 3, 25), "until": date(2024, 4, 12)},
        {"label": "Results", "at": None},
    ],
    "stay_steps": [
        {"title": "Accept the offer", "state": "done", "at": date(2024, 5, 6)},
        {"title": "Agree the dates with Oslo", "state": "done", "at": date(2024, 5, 21)},
        {
            "title": "Documents before arrival",
            "state": "overdue",
            "due_at": datetime(2024, 3, 10, 22, 0, tzinfo=UTC),
            "url": "#",
            "verb": "Upload the licence",
        },
        {
            "title": "Training plan",
            "state": "part",
            "note": "Signed by you; Dr Gus Eksempel signs next",
            "url": "#",
        },
        {"title": "Arrival", "state": "todo", "due_at": datetime(2024, 9, 2, 6, 0, tzinfo=UTC)},
        {"title": "Certificate", "state": "locked"},
    ],
    "shares": [
        {"payer": "Federation School", "minor": 240000, "paid_minor": 120000, "mark": "demonstration"},
        {"payer": "European Society of Example Radiology", "minor": 160000, "paid_minor": None},
    ],
    "instalments": [
        {
            "title": "1 of 2: on arrival",
            "minor": 200000,
            "state": "paid",
            "payer": "Federation School",
            "paid_on": date(2024, 9, 5),
            "trigger": "arrival confirmed by the tutor",
        },
        {
            "title": "2 of 2: after the final report",
            "minor": 200000,
            "state": "planned",
            "due_on": date(2024, 12, 13),
            "trigger": "waits for your report",
            "url": "#",
            "verb": "Write the report",
        },
    ],
    "receipt": [
        {"label": "Application", "value": "ESXR, breast imaging, call 2024"},
        {"label": "Documents", "value": "4, 11 pages"},
        {"label": "Centres", "value": "Oslo, Porto, Lyon"},
    ],
}

LETTER = """Your application has been received: number ESXR-2024-0017.

It can be changed or withdrawn until Monday 18 March 2024, 23:59 Vienna
(22:59 UTC). After that it is as you left it.

https://sojourn.example/applications/17/
"""

LISTS: dict[str, Any] = {
    "letter": {"subject": "Your application has been received", "text": LETTER},
    "changes": [
        {"who": "Ada Beispiel", "what": "Offer: Oslo", "before": "selected", "after": "offered"},
        {
            "who": "Nils Esempio",
            "what": "Offer: Porto",
            "before": "selected",
            "after": "offered",
            "problem": "The centre has not answered yet.",
        },
    ],
    "consequences": [
        "Porto is yours from now on; the other centres are told that you do not come.",
        "Offers of other programmes of this call end.",
        "You have until Monday 6 May to agree the dates.",
    ],
    "columns": [
        {"label": "Applicant", "sort": "name"},
        {"label": "Country"},
        {"label": "State"},
        {"label": "Letters", "num": True},
        {"label": "Sent", "num": True, "sort": "at"},
    ],
    "rows": [
        {"cells": ["Ada Beispiel", "Austria", {"status": "submitted"}, 2, "12 Mar 2024"], "url": "#"},
        {"cells": ["Nils Esempio", "Italy", {"status": "draft"}, 1, ""], "url": "#"},
        {
            "cells": ["Zofia Przykład-Wiśniewska", "Poland", {"status": "incomplete"}, 0, "11 Mar 2024"],
            "url": "#",
        },
        {"cells": ["Ion Exemplu", "Romania", {"status": "withdrawn"}, 2, "3 Mar 2024"], "url": "#"},
    ],
    "summary_lines": [
        {"label": "Name", "value": "Ada Beispiel", "url": "#"},
        {"label": "Place of work", "value": "Muster University Hospital\nGraz, Austria", "url": "#"},
        {"label": "Board certification", "missing": True, "url": "#", "verb": "Fill in"},
        {"label": "Grant", "value": "€4,000.00", "mark": "demonstration"},
    ],
    "counts": [
        {"number": 151, "label": "begun", "url": "#"},
        {"number": 128, "label": "submitted", "url": "#"},
        {"number": 9, "label": "letters missing", "url": "#", "note": "due Thursday 21 March"},
    ],
    "filter_selects": [
        {
            "name": "state",
            "label": "State",
            "value": "draft",
            "options": [("draft", "Draft"), ("submitted", "Submitted")],
        }
    ],
    "bar_rows": [("Italy", 31, "#"), ("Spain", 24), ("Poland", 17), ("Romania", 9), ("Iceland", 1)],
    "funnel_rows": [
        ("Begun", 151),
        ("Submitted", 128),
        ("Eligible", 117),
        ("Selected", 41),
        ("Accepted", 38),
    ],
    "dot_rows": [("Ada Beispiel", [4, 5, 5]), ("Nils Esempio", [4, 4, 5]), ("Zofia Przykład", [2, 5])],
    "against_rows": [("Mammography", 84, 100), ("Biopsies", 22, 20), ("Magnetic resonance", 12, 40)],
    "links": [
        ("1st wish", "Oslo", 4),
        ("1st wish", "Porto", 3),
        ("2nd wish", "Oslo", 1),
        ("2nd wish", "Lyon", 3),
        ("3rd wish", "Gent", 2),
        ("3rd wish", "No place", 2),
    ],
}
