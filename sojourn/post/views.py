"""A mailed link: a neutral page, a button, then a clean address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sojourn.post import actions, forms, queries, rules
from sojourn.post.models import Invitation


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Nothing changes by a GET: mail scanners click first."""
    key = queries.by_token(token)
    held = key is not None and str(key.invitation_id) in queries.held(request)
    verdict = rules.may_open_link(key, by=None, at=request.at, held=held)
    if key is None or verdict.code == "closed_link":
        status = 404 if key is None else 410
        return quiet(render(request, "post/closed_link.html", {"verdict": verdict}, status=status))
    if verdict.code == "second_device":
        return mail_code(request, key.invitation)
    if request.method == "POST":
        return let_in(request, actions.open_link(key, at=request.at))
    return quiet(render(request, "post/open_link.html", {"invitation": key.invitation}))


def mail_code(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """A second device proves that it reads the same mailbox."""
    form, sent = forms.MailCode(), bool(request.POST)
    may_mail = rules.may_mail_code(invitation, by=None, at=request.at)
    if request.method == "POST" and "code" not in request.POST:
        if may_mail:
            actions.mail_code(invitation, at=request.at)
    elif request.method == "POST":
        form = forms.MailCode(request.POST)
        if form.is_valid():
            if actions.try_code(invitation, form.cleaned_data["code"], at=request.at):
                return let_in(request, invitation)
            form.add_error("code", "This code is not right or has ended. Ask for a new one below.")
    context = {"form": form, "sent": sent, "minutes": actions.CODE_MINUTES, "may_mail": may_mail}
    return quiet(render(request, "post/mail_code.html", context, status=422 if form.errors else 200))


def let_in(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Give the browser the invitation for two hours and send it to the clean address."""
    response = redirect(reverse(invitation.door, args=[invitation.pk]))
    response.set_signed_cookie(
        queries.COOKIE,
        queries.ticket(request, invitation),
        salt=queries.SALT,
        max_age=queries.COOKIE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return quiet(response)


def quiet(response: HttpResponse) -> HttpResponse:
    """The address holds a secret: it is sent to nobody, not even to our own log.

    `no-referrer` would make browsers post with `Origin: null`, which the check against forged forms refuses.
    """
    response["Referrer-Policy"] = "strict-origin"
    response["Cache-Control"] = "no-store"
    return response
