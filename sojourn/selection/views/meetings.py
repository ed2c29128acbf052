"""A committee's meeting on everybody's screen: the agenda, the file before it, votes, notes, papers."""

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sojourn.calls.queries import deciding as calls
from sojourn.documents import actions as documents
from sojourn.reviews import queries as reviews
from sojourn.selection import actions, forms, queries, rules
from sojourn.selection.views.panels import led, sent, where
from sojourn.ui.gates import find, require, sign_in

AGENDA = 60  # lines of the agenda on a page
AUTOSAVE = "X-Sojourn-Autosave"


@sign_in
@require_http_methods(["GET", "POST"])
def plan_meeting(request: HttpRequest, call_slug: str, society_slug: str) -> HttpResponse:
    programme = led(request, call_slug, society_slug)
    back = reverse("selection:ranking", args=[call_slug, society_slug])
    verdict = rules.may_plan_meeting(programme, by=request.user, at=request.at)
    require(verdict, next_url=back, next_verb="Back to the ranking")
    form = forms.PlanMeeting(
        sent(request),
        zone=programme.call.zone,
        scribes=queries.scribes(programme),
        initial={"way": "consensus", "order": request.GET.get("order", "number")},
    )
    if request.method == "POST" and form.is_valid():
        meeting = actions.plan_meeting(programme, **form.cleaned_data, by=request.user, at=request.at)
        messages.success(request, "The meeting is planned. Its papers are made the evening before.")
        return redirect("selection:meeting", meeting.pk)
    context = {
        "programme": programme,
        "call": programme.call,
        "form": form,
        "back": back,
        "where": where(programme, _role(request, programme)),
    }
    return render(request, "selection/plan_meeting.html", context, status=422 if form.errors else 200)


def _role(request: HttpRequest, programme) -> str:
    return "Chair" if queries.is_chair(request.user, programme) else "Committee"


def _meeting(request: HttpRequest, meeting_id):
    return find(queries.meetings_for(request.user, at=request.at), pk=meeting_id)


def _item(request: HttpRequest, item_id):
    """An item that this person sees; one in conflict is not there."""
    meetings = queries.meetings_for(request.user, at=request.at)
    item = find(queries.items_of(meetings, request.user), pk=item_id)
    item.meeting = find(meetings, pk=item.meeting_id)
    return item


@sign_in
@never_cache
@require_GET
def meeting(request: HttpRequest, meeting_id) -> HttpResponse:
    """The same page for everybody, and on each only what that person may see."""
    return _page(request, _meeting(request, meeting_id))


def _page(request: HttpRequest, row, *, deciding=None, noting=None, status: int = 200) -> HttpResponse:
    board = queries.board(row, request.user, at=request.at)
    programme, who = row.programme, {"by": request.user, "at": request.at}
    callable_now = queries.called_by(row, request.user) if row.state == "open" else set()
    waiting = [item for item, _ in board.lines if item.state == "waiting"]
    page = _agenda_page(board, request.GET.get("page"))
    lines = [
        {
            "item": item,
            "name": name,
            "minutes": queries.minutes(item, at=request.at),
            "callable": item.pk in callable_now and item.state != "current",
        }
        for item, name in page.object_list
    ]
    following = next(
        (
            {"item": item, "name": name}
            for item, name in board.lines
            if item.state == "waiting" and item.pk in callable_now
        ),
        None,
    )
    context = {
        "meeting": row,
        "programme": programme,
        "call": programme.call,
        "board": board,
        "lines": lines,
        "agenda": page,
        "following": following,
        "left": len(waiting),
        "leads": bool(rules.leads(programme, by=request.user)),
        "opening": rules.may_open_meeting(row, **who),
        "still": "still" in request.GET,
        "pack": queries.own_pack(row, request.user),
        "where": where(programme, _role(request, programme)),
    }
    if context["leads"]:
        packs = queries.packs(row)
        context |= {"packs": packs, "ready": sum(one.state == "ready" for one in packs)}
        context["asking"] = rules.may_ask_packs(row, **who)
    if row.state == "closed":
        context["minutes"] = queries.outcomes(row, request.user)
    if board.current is not None:
        context |= _current(request, board, deciding, noting, who)
    return render(request, "selection/meeting.html", context, status=status)


def _agenda_page(board, asked: str | None) -> Page:
    """A page of the agenda; without asking, the one with the file before the committee, else the next."""
    pages = Paginator(board.lines, AGENDA)
    if asked is None:
        at = next((i for i, (item, _) in enumerate(board.lines) if item.state == "current"), None)
        if at is None:
            at = next((i for i, (item, _) in enumerate(board.lines) if item.state == "waiting"), 0)
        return pages.page(at // AGENDA + 1)
    return pages.get_page(asked)


def _current(request: HttpRequest, board, deciding, noting, who: dict) -> dict:
    item = board.current
    found: dict = {"file": reviews.shown_file(item.application, at=request.at) if board.readable else None}
    found |= {"ballot_opening": rules.may_open_ballot(item, **who) if board.decides else None}
    if board.decides:
        reasons = calls.decision_reasons(board.meeting.programme)
        found["deciding"] = deciding or forms.DecideItem(
            prefix="decision", initial=forms.suggestion(board.line, reasons), reasons=reasons
        )
        found["may_decide"] = rules.may_decide_item(item, **who)
        found["unruled"] = board.line.unruled
    if board.writes:
        last = board.note
        begun = {"text": last.text if last else "", "seen": last.edition if last else 0}
        found["noting"] = noting or forms.WriteNote(initial=begun)
    return found


@sign_in
@never_cache
@require_GET
def follow(request: HttpRequest, meeting_id) -> JsonResponse:
    """A word that changes when anything on this person's page does."""
    row = _meeting(request, meeting_id)
    return JsonResponse({"seen": queries.board(row, request.user, at=request.at).seen})


@sign_in
@require_POST
def open_meeting(request: HttpRequest, meeting_id) -> HttpResponse:
    return _turned(request, meeting_id, actions.open_meeting, "The meeting is open.")


@sign_in
@require_POST
def close_meeting(request: HttpRequest, meeting_id) -> HttpResponse:
    return _turned(request, meeting_id, actions.close_meeting, "The meeting is closed.")


@sign_in
@require_POST
def cancel_meeting(request: HttpRequest, meeting_id) -> HttpResponse:
    return _turned(request, meeting_id, actions.cancel_meeting, "The meeting is cancelled.")


def _turned(request: HttpRequest, meeting_id, action, told: str) -> HttpResponse:
    row = _meeting(request, meeting_id)
    action(row, by=request.user, at=request.at)
    messages.success(request, told)
    return redirect("selection:meeting", row.pk)


@sign_in
@require_POST
def call_up(request: HttpRequest, item_id) -> HttpResponse:
    item = _item(request, item_id)
    actions.call_up(item, by=request.user, at=request.at)
    return redirect("selection:meeting", item.meeting_id)


@sign_in
@require_POST
def put_off(request: HttpRequest, item_id) -> HttpResponse:
    item = _item(request, item_id)
    actions.put_off(item, by=request.user, at=request.at)
    return redirect("selection:meeting", item.meeting_id)


@sign_in
@require_POST
def open_ballot(request: HttpRequest, item_id) -> HttpResponse:
    item = _item(request, item_id)
    actions.open_ballot(item, by=request.user, at=request.at)
    return redirect("selection:meeting", item.meeting_id)


def _open_ballot(item):
    row = queries.open_ballot(item)
    if row is None:
        raise Http404
    row.item = item
    return row


@sign_in
@require_POST
def close_ballot(request: HttpRequest, item_id) -> HttpResponse:
    item = _item(request, item_id)
    actions.close_ballot(_open_ballot(item), by=request.user, at=request.at)
    return redirect("selection:meeting", item.meeting_id)


@sign_in
@require_POST
def cast(request: HttpRequest, item_id) -> HttpResponse:
    item = _item(request, item_id)
    ballot = _open_ballot(item)
    form = forms.Cast(request.POST)
    if form.is_valid():
        actions.cast(ballot, choice=form.cleaned_data["choice"], by=request.user, at=request.at)
        messages.success(request, "Your vote was kept. You may change it until the vote is closed.")
    return redirect("selection:meeting", item.meeting_id)


@sign_in
@require_POST
def write_note(request: HttpRequest, item_id) -> HttpResponse:
    """The scribe's notes; saved by the page while one types, or by its button."""
    item = _item(request, item_id)
    form = forms.WriteNote(request.POST)
    if not form.is_valid():
        return _noted(request, item, form, "The text is too long.", status=422)
    values = form.cleaned_data
    who = {"by": request.user, "at": request.at}
    try:
        row = actions.write_note(item, text=values["text"], edition=values["seen"], **who)
    except actions.NoteStale as stale:
        form.stale = stale.note
        form.data = form.data.copy()
        form.data["seen"] = stale.note.edition
        return _noted(request, item, form, "somebody else wrote in between.", status=409)
    if AUTOSAVE in request.headers:
        return JsonResponse({"seen": row.edition})
    messages.success(request, "The notes were saved.")
    return redirect("selection:meeting", item.meeting_id)


def _noted(request: HttpRequest, item, form, reason: str, *, status: int) -> HttpResponse:
    if AUTOSAVE in request.headers:
        return JsonResponse({"reason": reason}, status=status)
    if queries.current(item.meeting, request.user) != item:  # the meeting has moved on: both texts, alone
        context = {"item": item, "form": form, "programme": item.meeting.programme}
        context["where"] = where(item.meeting.programme, _role(request, item.meeting.programme))
        return render(request, "selection/write_note.html", context, status=status)
    return _page(request, item.meeting, noting=form, status=status)


@sign_in
@require_GET
def notes(request: HttpRequest, item_id) -> HttpResponse:
    """Every version of the notes on one file."""
    item = _item(request, item_id)
    programme = item.meeting.programme
    context = {
        "item": item,
        "name": queries.shown_name(item),
        "notes": queries.notes(item),
        "meeting": item.meeting,
        "call": programme.call,
        "programme": programme,
        "where": where(programme, _role(request, programme)),
    }
    return render(request, "selection/notes.html", context)


@sign_in
@require_POST
def decide_item(request: HttpRequest, item_id) -> HttpResponse:
    """What the committee decides on the file before it."""
    item = _item(request, item_id)
    require(
        rules.may_decide_item(item, by=request.user, at=request.at),
        next_url=reverse("selection:meeting", args=[item.meeting_id]),
        next_verb="Back to the meeting",
    )
    reasons = calls.decision_reasons(item.meeting.programme)
    form = forms.DecideItem(request.POST, prefix="decision", reasons=reasons)
    if not form.is_valid():
        return _page(request, item.meeting, deciding=form, status=422)
    actions.decide_item(item, form.decision(item.application), by=request.user, at=request.at)
    messages.success(request, "The decision was kept.")
    return redirect("selection:meeting", item.meeting_id)


@sign_in
@require_POST
def ask_packs(request: HttpRequest, meeting_id) -> HttpResponse:
    return _turned(request, meeting_id, actions.ask_packs, "The papers are being made: the page counts them.")


@sign_in
@never_cache
@require_GET
def pack(request: HttpRequest, meeting_id) -> HttpResponse:
    """One's own papers as a PDF."""
    row = _meeting(request, meeting_id)
    own = queries.own_pack(row, request.user)
    if own is None:
        raise Http404
    back = reverse("selection:meeting", args=[row.pk])
    verdict = rules.may_fetch_pack(own, by=request.user, at=request.at)
    require(verdict, next_url=back, next_verb="Back to the meeting")
    return documents.serve(own.file)
