"""The referee and whoever helps: no account, one letter, behind a mailed link. Nothing changes by a GET."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sojourn.applications import actions, forms, queries, rules
from sojourn.applications.models import Letter
from sojourn.applications.views import pieces
from sojourn.documents import actions as documents
from sojourn.documents.rules import Refused as RefusedFile
from sojourn.post import queries as post
from sojourn.ui import gates

DOOR, HELPER = queries.DOOR, queries.references.HELPER_DOOR
AUTOSAVE = "X-Sojourn-Autosave"
STALE = "this draft was saved on another page or device meanwhile."


def behind(request: HttpRequest, invitation_id: UUID, *doors: str) -> tuple[Any, Letter]:
    """The invitation that this browser holds to one of these doors, and its letter."""
    for door in doors or (DOOR,):
        try:
            invitation = post.invited(request, door, invitation_id)
        except Http404:
            continue
        letter = queries.references.behind(invitation)
        if letter is not None:
            return invitation, letter
    raise Http404


def page(
    request: HttpRequest, template: str, letter: Letter, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    row = letter.application
    programme = row.programme
    due = queries.letters_due(programme)
    base = {
        "letter": letter,
        "applicant": row.formal_name or str(row.applicant),
        "programme": programme,
        "call": programme.call,
        "due": due,
        "late": request.at >= due,
        "until": queries.letters_told(row),
        "where": pieces.where(programme, "Referee"),
    }
    return render(request, f"applications/{template}.html", base | context, status=status)


def closed(request: HttpRequest, letter: Letter, verdict: Any, *, helper: bool = False) -> HttpResponse:
    """What stands behind the link once nothing more can be done: "received on", or why not."""
    status = 200 if letter.state in ("received", "declined") else 403
    return page(request, "_letter_closed", letter, {"verdict": verdict, "helper": helper}, status)


def home(invitation: Any) -> str:
    return reverse(invitation.door, args=[invitation.pk])


# --- the letter ---


@never_cache
@require_http_methods(["GET", "POST"])
def write_letter(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Who, for what, by when; type or upload, answer, sign, send. Afterwards only "received on"."""
    invitation, letter = behind(request, invitation_id)
    verdict = rules.may_write_letter(letter, by=invitation, at=request.at)
    if not verdict:
        return closed(request, letter, verdict)
    if request.method == "POST":
        return send(request, invitation, letter)
    return desk(request, invitation, letter, form_of(letter))


def form_of(letter: Letter, data: Any = None, files: Any = None) -> forms.WriteLetter:
    initial = {f"question-{code}": value for code, value in letter.draft_answers.items()}
    initial |= {
        "text": letter.draft,
        "seen": queries.references.seen(letter),
        "signed_as": letter.signed_as or letter.name,
    }
    return forms.WriteLetter(
        data,
        files,
        initial=initial,
        kept=letter.draft_file is not None,
        questions=queries.references.questions(letter.application.programme),
        applicant=letter.application.formal_name,
    )


def send(request: HttpRequest, invitation: Any, letter: Letter) -> HttpResponse:
    """Keep what was typed and chosen first, whatever is wrong with it; then send, if nothing is."""
    refused = None
    try:
        kept(request, invitation, letter)
    except actions.StaleDraft as stale:
        return conflict(request, invitation, stale.saved)
    except RefusedFile as error:
        refused = error
    data = request.POST.copy()
    data["seen"] = queries.references.seen(letter)
    form = form_of(letter, data)
    doubts = [*letter.draft_doubts, *rules.references.doubts_of_text(letter, request.POST.get("text", ""))]
    if doubts:
        form.doubt(rules.references.told(letter, list(dict.fromkeys(doubts))))
    if refused is not None:
        form.add_error("file", refused)
    if not form.is_valid():
        return desk(request, invitation, letter, form, status=422)
    actions.write_letter(
        letter,
        text=form.cleaned_data["text"],
        answers=form.answers(),
        signed_as=form.cleaned_data["signed_as"],
        by=invitation,
        at=request.at,
    )
    return redirect(home(invitation))


def kept(request: HttpRequest, invitation: Any, letter: Letter) -> None:
    """Save the draft as it was sent: text, answers, and the file. Raises StaleDraft or RefusedFile."""
    form = forms.SaveLetter(
        request.POST, questions=queries.references.questions(letter.application.programme)
    )
    if form.is_valid():
        value = form.cleaned_data
        actions.save_letter(
            letter,
            value["text"].replace("\r\n", "\n"),
            form.answers(),
            seen=value["seen"],
            tab=value["tab"],
            turn=value["turn"] or 0,
            by=invitation,
            at=request.at,
        )
    if request.FILES.get("file"):
        actions.add_letter_file(letter, request.FILES["file"], by=invitation, at=request.at)


def desk(
    request: HttpRequest,
    invitation: Any,
    letter: Letter,
    form: forms.WriteLetter,
    *,
    status: int = 200,
    saved: Letter | None = None,
) -> HttpResponse:
    named = (
        "write_letter",
        "save_letter",
        "open_letter_file",
        "remove_letter_file",
        "hand_over",
        "decline_letter",
    )
    context = {
        "form": form,
        "urls": {name: reverse(f"applications:{name}", args=[invitation.pk]) for name in named},
        "earlier": [
            {"letter": one, "url": reverse("applications:reuse_letter", args=[invitation.pk, one.pk])}
            for one in queries.references.earlier(letter)[:5]
        ],
        "saved": saved,
        "keep": f"letter-{letter.pk}",
    }
    return page(request, "write_letter", letter, context, status)


def conflict(request: HttpRequest, invitation: Any, saved: Letter) -> HttpResponse:
    """Both texts: what another page saved, and what was typed here, which the form still holds."""
    data = request.POST.copy()
    data["seen"] = queries.references.seen(saved)
    for transient in ("tab", "turn"):
        data.pop(transient, None)
    initial = {name: value for name, value in data.items() if name != "csrfmiddlewaretoken"}
    form = form_of(saved)
    form.initial |= initial
    return desk(request, invitation, saved, form, status=409, saved=saved)


@never_cache
@require_POST
def save_letter(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """By the button of the page, or by its script while somebody types."""
    invitation, letter = behind(request, invitation_id)
    by_script = bool(request.headers.get(AUTOSAVE))
    verdict = rules.may_save_letter(letter, by=invitation, at=request.at)
    if not verdict:
        if by_script:
            return JsonResponse({"reason": verdict.reason}, status=403)
        return closed(request, letter, verdict)
    try:
        kept(request, invitation, letter)
    except actions.StaleDraft as stale:
        if by_script:
            return JsonResponse({"reason": STALE}, status=409)
        return conflict(request, invitation, stale.saved)
    except RefusedFile as refused:
        form = form_of(letter)
        form.errors["file"] = form.error_class(refused.messages)
        return desk(request, invitation, letter, form, status=422)
    if by_script:
        return JsonResponse({"seen": queries.references.seen(letter), "word": "Draft saved"})
    messages.success(request, "Your draft is saved. Only you can read it; nothing was sent.")
    return redirect(home(invitation))


@never_cache
@require_POST
def remove_letter_file(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    invitation, letter = behind(request, invitation_id)
    verdict = rules.may_add_letter_file(letter, by=invitation, at=request.at)
    if not verdict:
        return closed(request, letter, verdict)
    actions.remove_letter_file(letter, by=invitation, at=request.at)
    messages.success(request, "The file is removed. Nothing was sent.")
    return redirect(home(invitation))


@never_cache
@require_GET
def open_letter_file(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """The file that waits to be confirmed; a helper opens only what was uploaded through the own link."""
    invitation, letter = behind(request, invitation_id, DOOR, HELPER)
    helper = invitation.door == HELPER
    asks = {"by": invitation, "at": request.at}
    may = rules.may_upload_letter(letter, **asks) if helper else rules.may_write_letter(letter, **asks)
    if not may or letter.draft_file is None or (helper and letter.uploaded_at is None):
        raise Http404
    return documents.serve(letter.draft_file)


@never_cache
@require_http_methods(["GET", "POST"])
def decline_letter(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    invitation, letter = behind(request, invitation_id)
    verdict = rules.may_decline_letter(letter, by=invitation, at=request.at)
    if not verdict:
        return closed(request, letter, verdict)
    form = forms.DeclineLetter(pieces.sent(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.decline_letter(letter, reason=reason, by=invitation, at=request.at)
        return redirect(home(invitation))
    consequences = [
        f"{letter.application.formal_name} is told and can ask somebody else.",
        "Your link is closed.",
    ]
    context = {"form": form, "consequences": consequences, "back": home(invitation)}
    return page(request, "decline_letter", letter, context, status=422 if form.errors else 200)


# --- the letter that was given before ---


def earlier_of(letter: Letter, pk: UUID) -> Letter:
    return gates.find(queries.references.earlier(letter), pk=pk)


@never_cache
@require_http_methods(["GET", "POST"])
def reuse_letter(request: HttpRequest, invitation_id: UUID, earlier: UUID) -> HttpResponse:
    """Read what was sent before for the same applicant, and send it again with one press."""
    invitation, letter = behind(request, invitation_id)
    verdict = rules.may_write_letter(letter, by=invitation, at=request.at)
    if not verdict:
        return closed(request, letter, verdict)
    before = earlier_of(letter, earlier)
    given = {f"question-{one['code']}": one["value"] for one in before.answers}
    form = forms.ReuseLetter(
        pieces.sent(request),
        initial={**given, "signed_as": before.signed_as or letter.name},
        questions=queries.references.questions(letter.application.programme),
        applicant=letter.application.formal_name,
    )
    if request.method == "POST" and form.is_valid():
        actions.reuse_letter(
            letter,
            before,
            answers=form.answers(),
            signed_as=form.cleaned_data["signed_as"],
            by=invitation,
            at=request.at,
        )
        return redirect(home(invitation))
    context = {
        "form": form,
        "before": before,
        "back": home(invitation),
        "file_url": reverse("applications:open_earlier", args=[invitation.pk, before.pk]),
    }
    return page(request, "reuse_letter", letter, context, status=422 if form.errors else 200)


@never_cache
@require_GET
def open_earlier(request: HttpRequest, invitation_id: UUID, earlier: UUID) -> HttpResponse:
    invitation, letter = behind(request, invitation_id)
    if not rules.may_write_letter(letter, by=invitation, at=request.at):
        raise Http404
    before = earlier_of(letter, earlier)
    if before.file is None:
        raise Http404
    return documents.serve(before.file)


# --- somebody uploads it for the referee ---


@never_cache
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    invitation, letter = behind(request, invitation_id)
    verdict = rules.may_hand_over(letter, by=invitation, at=request.at)
    if not verdict:
        return closed(request, letter, verdict)
    initial = {"name": letter.helper_name, "email": letter.helper_email}
    form = forms.HandOver(pieces.sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.hand_over(letter, **form.cleaned_data, by=invitation, at=request.at)
        messages.success(request, f"A link to upload the letter is on its way to {letter.helper_email}.")
        return redirect("applications:hand_over", invitation_id=invitation.pk)
    context = {"form": form, "back": home(invitation), "papers": papers(invitation)}
    return page(request, "hand_over", letter, context, status=422 if form.errors else 200)


def papers(invitation: Any) -> dict[str, str]:
    named = ("letter_brief", "letter_calendar")
    return {name: reverse(f"applications:{name}", args=[invitation.pk]) for name in named}


@never_cache
@require_http_methods(["GET", "POST"])
def upload_letter(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """The helper's one page: what is wanted, and where the file goes."""
    invitation, letter = behind(request, invitation_id, HELPER)
    verdict = rules.may_upload_letter(letter, by=invitation, at=request.at)
    if not verdict:
        return closed(request, letter, verdict, helper=True)
    form = forms.UploadLetter(pieces.sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.upload_letter(letter, form.cleaned_data["file"], by=invitation, at=request.at)
        except RefusedFile as refused:
            form.add_error("file", refused)
        else:
            messages.success(request, f"Uploaded. {letter.name} is asked by mail to confirm it.")
            return redirect(home(invitation))
    context = {
        "form": form,
        "papers": papers(invitation),
        "file_url": reverse("applications:open_letter_file", args=[invitation.pk]),
        "doubts": rules.references.told(letter, letter.draft_doubts),
    }
    return page(request, "upload_letter", letter, context, status=422 if form.errors else 200)


@never_cache
@require_GET
def letter_brief(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """One page for the desk of whoever uploads; without a link."""
    _, letter = wanted(request, invitation_id)
    response = HttpResponse(queries.brief(letter, at=request.at), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="letter-of-recommendation.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@never_cache
@require_GET
def letter_calendar(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    _, letter = wanted(request, invitation_id)
    text = queries.briefs.calendar(letter, at=request.at)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="letter-of-recommendation.ics"'
    return response


def wanted(request: HttpRequest, invitation_id: UUID) -> tuple[Any, Letter]:
    """A letter that may still be given, by either door."""
    invitation, letter = behind(request, invitation_id, DOOR, HELPER)
    asks = {"by": invitation, "at": request.at}
    may = rules.may_upload_letter if invitation.door == HELPER else rules.may_write_letter
    if not may(letter, **asks):
        raise Http404
    return invitation, letter
