"""The fellow's side: the grant, the account, the declaration, travel costs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.documents import actions as documents
from sojourn.documents import rules as papers
from sojourn.payments import actions, forms, queries, rules
from sojourn.payments.models import Grant
from sojourn.payments.queries import pictures
from sojourn.payments.views import pieces
from sojourn.ui import gates

BOTH = require_http_methods(["GET", "POST"])


@gates.sign_in
@require_GET
def grant(request: HttpRequest, award_id: UUID) -> HttpResponse:
    """What was promised, what is paid and what comes next: for the fellow and for the offices."""
    award = gates.find(queries.awards_visible_to(request.user), pk=award_id)
    found = queries.of(award)
    context = pieces.of_grant(request, found, award)
    if found:
        context |= {
            "ledger": queries.ledger(found, at=request.at),
            "claims": list(queries.claims(found)),
            "terms": queries.terms(found),
            "bank": queries.own_bank_data(award.application.applicant) if context["own"] else None,
            "may_give_bank": context["own"] and rules.may_give_bank(by=request.user, at=request.at),
            "may_declare": rules.may_declare(found, by=request.user, at=request.at),
            "may_file_claim": rules.may_file_claim(found, by=request.user, at=request.at),
        }
        for demand in context["ledger"]["demands"]:
            demand.may_book = rules.may_book_repayment(demand, by=request.user, at=request.at)
            demand.may_waive = rules.may_waive(demand, by=request.user, at=request.at)
    return render(request, "payments/grant.html", context)


def _own(request: HttpRequest, award_id: UUID) -> Grant:
    return gates.find(queries.mine(request.user), award=award_id)


@gates.sign_in
@BOTH
def declare(request: HttpRequest, award_id: UUID) -> HttpResponse:
    found = _own(request, award_id)
    back = reverse("payments:grant", args=[award_id])
    gates.require(
        rules.may_declare(found, by=request.user, at=request.at), next_url=back, next_verb="Open the grant"
    )
    return pieces.confirm(
        request,
        title="No double funding",
        lead=f"{found.award.application.programme.name}",
        verb="Declare",
        form=forms.Declare(request.POST or None),
        consequences=[
            "You declare that no other grant, employer or sponsor pays for the same costs.",
            "Your first payment can leave only after this.",
            "When something of it changes, tell the office: a wrong declaration means paying back.",
        ],
        do=lambda typed: actions.declare(found, by=request.user, at=request.at),
        done="Declared. Thank you.",
        back=back,
        crumbs=[("Your grant", back)],
    )


# --- the account ---


@gates.sign_in
@require_GET
def bank(request: HttpRequest) -> HttpResponse:
    """Where this person is paid, masked even for herself."""
    row = queries.own_bank_data(request.user)
    if row is None:
        gates.require(rules.may_give_bank(by=request.user, at=request.at))
    context = {
        "bank": row,
        "held": row and row.hold_until and row.hold_until > request.at,
        "award": _latest_award(request.user),
    }
    return render(request, "payments/bank.html", context)


def _latest_award(user: Any) -> UUID | None:
    """The grant that the account is mostly for; a fellow has one, hardly ever two."""
    return queries.mine(user).order_by("-drawn_up_at", "-pk").values_list("award", flat=True).first()


@gates.sign_in
@BOTH
def give_bank(request: HttpRequest) -> HttpResponse:
    gates.require(rules.may_give_bank(by=request.user, at=request.at))
    former = queries.former_bank_data(person=request.user)
    initial = {"holder": request.user.get_full_name()}
    form = forms.GiveBank(request.POST or None, changes=former is not None, initial=initial)
    award = _latest_award(request.user)
    back, back_to = "", ""
    if former and former.ended_at is None:
        back, back_to = reverse("payments:bank"), "Your account"
    elif award:
        back, back_to = reverse("payments:grant", args=[award]), "Your grant"
    hold = _days(queries.hold_of(request.user))
    return _give(request, form, former, back, actions.give_bank, hold=hold, back_to=back_to)


@gates.sign_in
@BOTH
def give_host_bank(request: HttpRequest, slug: str) -> HttpResponse:
    """The account of a centre's institution, where a part of a grant goes to it."""
    institution = gates.find(queries.institutions_of(request.user), slug=slug)
    gates.require(rules.may_give_host_bank(institution, by=request.user, at=request.at))
    former = queries.former_bank_data(institution=institution)
    form = forms.GiveHostBank(
        request.POST or None, changes=former is not None, initial={"holder": str(institution)}
    )

    def give(values: Any, **more: Any) -> Any:
        return actions.give_host_bank(institution, values, **more)

    return _give(
        request,
        form,
        former,
        "",
        give,
        hold=_days(queries.hold_of_host(institution)),
        institution=institution,
    )


def _days(hold: timedelta) -> str:
    hours = round(hold.total_seconds() / 3600)
    count, unit = (hours // 24, "day") if hours % 24 == 0 else (hours, "hour")
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def _give(request: HttpRequest, form: Any, former: Any, back: str, give: Any, **more: Any) -> HttpResponse:
    if former is not None:
        gates.require(rules.tries_left(request.user, at=request.at))
    if request.method == "POST" and form.is_valid():
        try:
            give(form.values(), password=form.password_given(), by=request.user, at=request.at)
        except actions.WrongPassword:
            form.add_error("password", "This is not your password.")
        else:
            held = f" Nothing leaves for {more['hold']}, and a letter tells you of the change."
            messages.success(request, f"The account is kept, locked.{held if former else ''}")
            return redirect("payments:bank" if "institution" not in more else "desks:home")
    context = {"form": form, "former": former, "back": back, **more}
    return render(request, "payments/give_bank.html", context, status=422 if form.errors else 200)


@gates.sign_in
@BOTH
def erase_bank(request: HttpRequest) -> HttpResponse:
    row = gates.find(queries.own_accounts(request.user), ended_at=None)
    gates.require(rules.may_erase_bank(row, by=request.user, at=request.at))
    return pieces.confirm(
        request,
        title="Take your account back",
        lead=row.hint,
        verb="Take it back",
        consequences=[
            "What you gave is erased at once.",
            "Payments wait until you give an account again; a batch that holds one is prepared anew.",
        ],
        do=lambda typed: actions.erase_bank(row, by=request.user, at=request.at),
        done="Erased.",
        back=reverse("payments:bank"),
        to=reverse("desks:home"),
        danger=True,
        crumbs=[("Your account", reverse("payments:bank"))],
    )


# --- travel costs ---


@gates.sign_in
@BOTH
def file_claim(request: HttpRequest, award_id: UUID) -> HttpResponse:
    found = _own(request, award_id)
    back = reverse("payments:grant", args=[award_id])
    who = {"by": request.user, "at": request.at}
    gates.require(rules.may_file_claim(found, **who), next_url=back, next_verb="Open the grant")
    form = forms.FileClaim(request.POST or None, request.FILES or None, currency=found.currency)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        upload = values.pop("receipt")
        verdict = rules.may_file_claim(found, spent_on=values["spent_on"], **who)
        if not verdict:
            form.add_error("spent_on", verdict.reason)
        elif not values["amount"]:
            form.add_error("amount", "Write what it cost.")
        else:
            try:
                kept = documents.keep(
                    _as_pdf(upload), owner=request.user, kind="receipt", at=request.at, max_pages=20
                )
            except papers.Refused as refused:
                form.add_error("receipt", refused)
            else:
                actions.file_claim(found, values, receipt=kept, **who)
                messages.success(request, "Filed. The office decides, and you get a letter.")
                return redirect(back)
    context = pieces.of_grant(request, found, found.award) | {"form": form, "back": back}
    return render(request, "payments/file_claim.html", context, status=422 if form.errors else 200)


def _as_pdf(upload: Any) -> Any:
    """A photograph becomes a page; anything else is looked at as it is."""
    head = upload.read(3)
    upload.seek(0)
    if not pictures.is_jpeg(head):
        return upload
    try:
        made = pictures.as_pdf(upload.read())
    except pictures.NotAPicture:
        raise papers.Refused(
            "This picture cannot be read. Save it as JPEG or PDF again and choose that.", code="broken"
        ) from None
    return SimpleUploadedFile(f"{upload.name.rsplit('.', 1)[0]}.pdf", made, "application/pdf")


@gates.sign_in
@BOTH
def take_back_claim(request: HttpRequest, claim_id: int) -> HttpResponse:
    claim = gates.find(queries.own_claims(request.user), pk=claim_id)
    back = reverse("payments:grant", args=[claim.grant.award_id])
    may = rules.may_take_back_claim(claim, by=request.user, at=request.at)
    gates.require(may, next_url=back, next_verb="Open the grant")
    return pieces.confirm(
        request,
        title="Take this claim back",
        lead=f"{claim.what}, {pieces.amount(claim.amount, claim.grant.currency)}",
        verb="Take it back",
        consequences=["The office no longer sees it, and the receipt is erased."],
        do=lambda typed: actions.take_back_claim(claim, by=request.user, at=request.at),
        done="Taken back.",
        back=back,
        crumbs=[("Your grant", back)],
    )


@gates.sign_in
@require_GET
def receipt(request: HttpRequest, claim_id: int) -> HttpResponse:
    """The receipt, for its fellow and for the office that decides."""
    claim = gates.find(queries.claims_seen_by(request.user).filter(receipt__isnull=False), pk=claim_id)
    return documents.serve(claim.receipt)
