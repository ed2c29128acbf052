"""The documents of a file as pictures of their pages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from sojourn.applications import queries as applications
from sojourn.documents import queries as files
from sojourn.documents.models import File
from sojourn.reviews import queries
from sojourn.ui.gates import find, sign_in


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
