"""The gates of every view: who is signed in, whose thing it is, and whether the rule says yes."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse

from sojourn.core import verdict as verdicts

sign_in = login_required

Row = TypeVar("Row", bound=Model)


class Refused(PermissionDenied):
    """A rule said no: answered by the page `ui/refused.html` with status 403, the reason and one way on."""

    def __init__(self, verdict: verdicts.Verdict, *, next_url: str = "", next_verb: str = "") -> None:
        super().__init__(verdict.reason)
        self.verdict = verdict
        self.next_url = next_url
        self.next_verb = next_verb


class Instead(Exception):
    """Answer with `response` in place of the page asked for; `ui.middleware.Answers` sends it."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__(response.status_code)
        self.response = response


def require(verdict: verdicts.Verdict, *, next_url: str = "", next_verb: str = "") -> verdicts.Verdict:
    """The verdict itself when it is a yes, so that its facts can be used; Refused otherwise."""
    if not verdict:
        raise Refused(verdict, next_url=next_url, next_verb=next_verb)
    return verdict


def find(queryset: QuerySet[Row], **lookup: Any) -> Row:
    """The one row, or 404: the same answer for what isn't there and for what isn't yours."""
    try:
        return queryset.get(**lookup)
    except (queryset.model.DoesNotExist, ValueError, TypeError, ValidationError):
        raise Http404("Nothing here for you.") from None
