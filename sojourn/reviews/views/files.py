"""The file as it is read beside the form: answers as text, documents as pictures of their pages."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from sojourn.applications import queries as applications
from sojourn.applications.models import Application
from sojourn.documents import queries as files
from sojourn.documents.models import File
from sojourn.reviews import queries
from sojourn.ui.gates import find, sign_in


def file_of(application: Application, *, at: datetime) -> dict:
    """The cover's sections and the parts of the dossier, as the committee of this programme may read them."""
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


@sign_in
@require_GET
def page(request: HttpRequest, application_id, part: int, number: int) -> HttpResponse:
    """One page of a document as a picture: nothing of the file itself runs in the browser."""
    application = find(queries.readable(request.user, at=request.at), pk=application_id)
    parts = applications.contents(application, confidential=True)
    file = parts[part]["file"] if part < len(parts) else None
    return picture(file, number)


def picture(file: File | None, number: int) -> HttpResponse:
    if file is None or not 1 <= number <= file.pages:
        raise Http404
    try:
        drawn = files.picture(file, number)
    except (files.Unreadable, FileNotFoundError):
        raise Http404 from None
    return HttpResponse(
        drawn,
        content_type="image/webp",
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
    )
