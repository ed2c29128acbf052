"""The file as it is read on a page: answers as text, documents as pictures of their pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from sojourn.applications import queries as applications
from sojourn.applications.models import Application


def shown_file(application: Application, *, at: datetime) -> dict[str, Any]:
    """The cover's sections and the parts of the dossier, as the committee of this programme may read them.

    Who may open it is asked before: `readable`.
    """
    parts = []
    known = applications.parts(application)
    for number, part in enumerate(applications.contents(application, confidential=True, known=known)):
        pages = part["pages"] if part["file"] else 0
        parts.append(
            {
                "title": part["title"],
                "note": part["note"],
                "missing": part["missing"],
                "withheld": part["withheld"],
                "cv": applications.cv_for_committee(application, known) if part["cv"] else [],
                "letter": applications.letter_for_committee(application, part["letter"], known)
                if part["letter"]
                else None,
                "pages": [
                    {"number": page, "url": reverse("reviews:page", args=[application.pk, number, page])}
                    for page in range(1, pages + 1)
                ],
            }
        )
    sections = applications.sheet_for_committee(known, at=at)
    return {"sections": sections, "parts": parts, "url": reverse("reviews:dossier", args=[application.pk])}
