"""The person's own pages, joining by a letter, and the officers of the federation."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sojourn.journal import queries as journal
from sojourn.people import actions, forms, queries, rules
from sojourn.post import queries as post
from sojourn.post import rules as links
from sojourn.post.queries import texts
from sojourn.ui import gates
from sojourn.ui.forms import countries
from sojourn.ui.gates import sign_in

AUTOSAVE = "X-Sojourn-Autosave"
STALE = "your profile was saved in another tab or on another device meanwhile."


@require_safe
@sign_in
def profile(request: HttpRequest) -> HttpResponse:
    user, details = request.user, queries.profile_of(request.user)
    items = [
        {"label": "Name", "value": user.formal_name},
        {"label": "E-mail address", "value": user.email},
        *[{"label": label, "value": value or "Not told"} for label, value in _told(details)],
        {"label": "Time zone", "value": user.zone.replace("_", " ") or "As the browser tells"},
        {"label": "Language of letters", "value": texts.language(user.language)},
        {
            "label": "Letters",
            "value": "What can wait comes once a day" if user.daily else "Each comes at once",
        },
    ]
    context = {
        "items": items,
        "consents": queries.consents(user),
        "sign_ins": journal.about(user).filter(verb="people.sign_in")[:5],
        "is_officer": queries.is_federation_officer(user),
    }
    return render(request, "people/profile.html", context)


@require_http_methods(["GET", "POST"])
@sign_in
def edit_profile(request: HttpRequest) -> HttpResponse:
    """Another tab may have saved in between: then both texts are shown, and nothing is overwritten unseen."""
    gates.require(rules.may_edit_profile(request.user, by=request.user, at=request.at))
    if request.method == "GET":
        return render(
            request, "people/edit_profile.html", {"form": forms.EditProfile(initial=_initial(request))}
        )
    form, other = forms.EditProfile(request.POST), None
    if AUTOSAVE in request.headers:
        return _autosave(request, form)
    if form.is_valid():
        try:
            actions.edit_profile(request.user, form.cleaned_data, by=request.user, at=request.at)
        except actions.Overtaken as overtaken:
            other = overtaken.profile
        if other is None or not _differences(form, request.user, other):
            messages.success(request, "Profile saved.")
            return redirect("people:profile")
    if other is None:
        return render(request, "people/edit_profile.html", {"form": form}, status=422)
    context = {"rows": _differences(form, request.user, other), "form": _resubmit(request, other)}
    return render(request, "people/_overtaken.html", context, status=409)


@require_safe
@sign_in
def inbox(request: HttpRequest) -> HttpResponse:
    page = Paginator(post.inbox(request.user), 20).get_page(request.GET.get("page"))
    return render(request, "people/inbox.html", {"page": page})


@require_safe
@sign_in
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    found = gates.find(post.inbox(request.user), pk=pk)
    text = found.text.replace("[[link]]", "(the link is in the letter that was mailed to you)")
    return render(request, "people/letter.html", {"letter": found, "text": text})


@never_cache
@require_http_methods(["GET", "POST"])
@sign_in
def make_feed(request: HttpRequest) -> HttpResponse:
    """The secret address is shown once, right after it was made."""
    address = ""
    if request.method == "POST":
        token = actions.make_feed(request.user, by=request.user, at=request.at)
        address = settings.SITE_URL + reverse("desks:calendar", args=[token])
    context = {"feed": queries.feed_of(request.user), "address": address}
    return render(request, "people/make_feed.html", context)


@require_POST
@sign_in
def drop_feed(request: HttpRequest) -> HttpResponse:
    actions.drop_feed(request.user, by=request.user, at=request.at)
    messages.success(request, "The address of your calendar no longer works.")
    return redirect("people:make_feed")


@require_POST
@sign_in
def withdraw_consent(request: HttpRequest, pk: int) -> HttpResponse:
    consent = gates.find(queries.consents(request.user), pk=pk)
    actions.withdraw_consent(consent, by=request.user, at=request.at)
    messages.success(request, "Consent withdrawn.")
    return redirect("people:profile")


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, invitation_id) -> HttpResponse:
    """An account for somebody whom a letter invited; the letter has confirmed the address."""
    invitation = post.invited(request, "people:join", invitation_id)
    gates.require(links.may_use(invitation))
    known = not rules.may_join(invitation.address, by=invitation, at=request.at)
    form = forms.Join(request.POST or None)
    if request.method == "POST" and not known and form.is_valid():
        actions.join(invitation, form.cleaned_data, by=invitation, at=request.at)
        messages.success(request, "Account made. Sign in with your address and the new password.")
        return redirect("account_login")
    context = {"form": form, "invitation": invitation, "known": known}
    return render(request, "people/join.html", context, status=422 if form.errors else 200)


@require_safe
@sign_in
def officers(request: HttpRequest) -> HttpResponse:
    _officers_only(request)
    kinds = [(label, list(queries.roles(kind))) for kind, label in rules.ROLE_NAMES.items()]
    return render(request, "people/officers.html", {"kinds": kinds})


@require_http_methods(["GET", "POST"])
@sign_in
def appoint(request: HttpRequest) -> HttpResponse:
    _officers_only(request)
    form = forms.Appoint(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = queries.by_email(form.cleaned_data["email"])
        if user is not None:
            actions.appoint(user, form.cleaned_data["kind"], by=request.user, at=request.at)
            messages.success(request, f"{user} was appointed and told by letter.")
            return redirect("people:officers")
        form.add_error(
            "email", "Nobody has registered with this address yet. Ask the person to register first."
        )
    return render(request, "people/appoint.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@sign_in
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    _officers_only(request)
    role = gates.find(queries.every_role(), pk=pk)
    gates.require(rules.may_dismiss(role.user, role.kind, by=request.user, at=request.at))
    if request.method == "POST":
        actions.dismiss(role.user, role.kind, by=request.user, at=request.at)
        messages.success(request, f"{role.user} was dismissed and told by letter.")
        return redirect("people:officers")
    return render(request, "people/dismiss.html", {"role": role})


def _officers_only(request: HttpRequest) -> None:
    """The list does not exist for anybody else."""
    gates.find(queries.in_role("federation_officer"), pk=request.user.pk)


def _told(details) -> list[tuple[str, str]]:
    names = dict(countries())
    return [
        ("Institution", details.institution),
        ("Department", details.department),
        ("City", details.city),
        ("Country of residence", names.get(details.residence_country, "")),
        ("Country of work", names.get(details.work_country, "")),
        ("Telephone", details.phone),
    ]


def _initial(request: HttpRequest) -> dict:
    details = queries.profile_of(request.user)
    values = {name: getattr(details, name) for name in (*actions.DETAILS, "version")}
    return values | {name: getattr(request.user, name) for name in actions.OF_THE_USER}


def _autosave(request: HttpRequest, form: forms.EditProfile) -> JsonResponse:
    """What is right of the form is saved; of the rest the page says what is wrong, and keeps it."""
    form.is_valid()
    wrong = {name: errors[0] for name, errors in form.errors.items() if name in form.fields}
    if "version" in wrong:
        return JsonResponse({"reason": STALE}, status=409)
    values = _initial(request) | form.cleaned_data
    version = values["version"]
    try:
        version = actions.edit_profile(request.user, values, by=request.user, at=request.at).version
    except actions.Overtaken as overtaken:
        form.cleaned_data = values
        if _differences(form, request.user, overtaken.profile):
            return JsonResponse({"reason": STALE}, status=409)
        version = overtaken.profile.version
    but = " ".join(f"{form[name].label}: {error}" for name, error in wrong.items())
    return JsonResponse({"seen": version, "word": "Saved", "but": but})


def _differences(form, user, other) -> list[dict]:
    """Each field with what is kept and what was just typed, where they differ."""
    rows = []
    for name in (*actions.OF_THE_USER, *actions.DETAILS):
        kept = getattr(user if name in actions.OF_THE_USER else other, name)
        if kept != form.cleaned_data[name]:
            rows.append(
                {
                    "label": form.fields[name].label or name.capitalize(),
                    "kept": kept,
                    "typed": form.cleaned_data[name],
                }
            )
    return rows


def _resubmit(request: HttpRequest, other) -> forms.EditProfile:
    """The typed values again, now knowing of the other version."""
    return forms.EditProfile(initial={**request.POST.dict(), "version": other.version})
