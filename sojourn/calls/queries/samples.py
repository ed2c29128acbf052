"""What an officer sees of document slots and of the rules that they prove."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from sojourn.calls.models import DocumentSlot, EligibilityRule, Programme
from sojourn.documents.models import File
from sojourn.ui.templatetags.sojourn import country

SAMPLES = ("template", "example")


def papers_of(row: EligibilityRule) -> set[str]:
    """The codes of the documents that a rule is proved by."""
    named = [row.params.get("slot"), *(one.get("slot") for one in row.params.get("extensions", ()))]
    return {code for code in named if code}


def shows_sample(file: File) -> bool:
    """Whether any slot, of this call or of another year's, still shows the file."""
    return DocumentSlot.objects.filter(Q(template=file) | Q(example=file)).exists()


def institutions(of: Programme) -> list[tuple[str, str]]:
    """Slug and name of each institution on the programme's list, for the documents that only it asks for."""
    listed = {
        offer.centre.institution.slug: str(offer.centre.institution)
        for offer in of.offers.select_related("centre__institution")
    }
    return sorted(listed.items(), key=lambda pair: pair[1])


def asked_of(slot: DocumentSlot, named: dict[str, str]) -> str:
    """Of whom it is asked, in words; empty where of everybody. `named`: institutions by their slug."""
    places = [country(code) for code in slot.when.get("countries", ())]
    centres = [named.get(slug, slug) for slug in slot.when.get("centres", ())]
    told = [f"live or work in {_either(places)}"] if places else []
    told += [f"rank {_either(centres)}"] if centres else []
    return f"Asked of those who {' or '.join(told)}." if told else ""


def as_seen(slot: DocumentSlot, programme: Programme, named: dict[str, str]) -> dict[str, Any]:
    """The slot as the part `ui/_document.html` shows it to an applicant, without its links."""
    brought = slot.code == "recommendation" and programme.letter_by == "either"
    most, pages = limits(slot, programme)
    paged = f", {pages} page{'' if pages == 1 else 's'}" if pages else ""
    return {
        **words_of(slot, first=asked_of(slot, named), brought=brought),
        "limits": f"PDF, at most {most} MB{paged}",
        "notes": [f"Asked beside the file: {slot.asks_date}"] if slot.asks_date else [],
    }


def words_of(slot: DocumentSlot, *, first: str, brought: bool) -> dict[str, Any]:
    """What stands beside a slot, whoever looks. `first`: of whom it is asked; `brought`: a referee may."""
    words = [first, slot.guidance, f"Addressed to: {slot.addressee}." if slot.addressee else ""]
    if slot.code == "cv":
        words.append("Made from your CV in the form; upload a PDF only if you would rather bring your own.")
    elif brought:
        words.append("Only if you bring the letter yourself; otherwise name a referee.")
    return {
        "title": slot.title,
        "hint": " ".join(filter(None, words)),
        "optional": brought or not slot.required,
    }


def limits(slot: DocumentSlot, programme: Programme) -> tuple[int, int | None]:
    """Megabytes and pages of one document, the programme's limit included."""
    return min(slot.max_mb or programme.max_mb, programme.max_mb), slot.max_pages


def _either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
