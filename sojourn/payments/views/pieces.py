"""What the pages of money share: where one is, and the confirmation in two steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from sojourn.awards import queries as awards
from sojourn.core.verdict import Verdict
from sojourn.payments import queries, rules
from sojourn.payments.models import Grant
from sojourn.ui import amounts, gates


def money_only(request: HttpRequest) -> None:
    gates.require(rules.may_see_money(by=request.user))


def of_grant(request: HttpRequest, grant: Grant | None, award: Any) -> dict[str, Any]:
    own = award.application.applicant_id == request.user.pk
    programme = award.application.programme
    return {
        "award": award,
        "grant": grant,
        "own": own,
        "programme": programme,
        "call": programme.call,
        "institution": award.offer.centre.institution,
        "name": award.application.applicant.formal_name,
        "where": awards.where(programme, "Fellow" if own else "Office"),
    }


def confirm(
    request: HttpRequest,
    *,
    title: str,
    lead: str = "",
    verb: str,
    form: Any = None,
    consequences: list[str],
    may: Callable[..., Verdict] | None = None,
    do: Callable[..., Any],
    done: str,
    back: str,
    to: str = "",
    danger: bool = False,
    crumbs: list[tuple[str, str]] | None = None,
    about: str = "",
) -> HttpResponse:
    """GET asks, POST does: `may` is asked with what was typed, and its no stands at the field `about`."""
    if request.method == "POST" and (form is None or form.is_valid()):
        typed = form.cleaned_data if form else {}
        verdict = may(typed) if may else rules.YES
        if verdict:
            do(typed)
            messages.success(request, done)
            return redirect(to or back)
        if form is None:
            gates.require(verdict, next_url=back)
        form.add_error(about or None, verdict.reason)
    context = {
        "title": title,
        "lead": lead,
        "verb": verb,
        "form": form,
        "consequences": consequences,
        "back": back,
        "danger": danger,
        "crumbs": crumbs or [],
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "payments/confirm.html", context, status=status)


def amount(minor: int, currency: str) -> str:
    return amounts.written(minor, currency)


def payer(request: HttpRequest, pk: int) -> Any:
    return gates.find(queries.payers_of(request.user), pk=pk)
