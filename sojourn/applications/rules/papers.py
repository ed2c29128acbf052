"""What looks odd about a document: said to the applicant and the office, and never a bar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sojourn.applications.models import Application, Document
from sojourn.applications.queries import third
from sojourn.calls import queries as calls
from sojourn.core import periods
from sojourn.documents.rules import Checked, names_somebody, tells_day

LOOKS = "; a person at the office looks at that."


def first_look(checked: Checked, name: str, dated_on: date | None = None) -> list[str]:
    """Codes of what a machine sees in a file when it arrives."""
    found = names_somebody(checked.text, name)
    codes = ["active"] if checked.removed else []
    if found is None:
        codes.append("scan")
    elif not found:
        codes.append("name")
    if dated_on and tells_day(checked.text, dated_on) is False:
        codes.append("date")
    return codes


def hints(document: Document, application: Application) -> list[str]:
    """A sentence for each thing that a person may look at; `application` has its programme and call."""
    told = doubts(document, application)
    if "scan" in document.hints:
        told.append("It is a picture of paper: its words cannot be searched, so look at it yourself.")
    if "active" in document.hints:
        told.append("Something in it that could act when opened was removed; the pages are unchanged.")
    return told


def doubts(document: Document, application: Application) -> list[str]:
    """Those of the hints that may mean a mistake: said again before submitting."""
    name = ["We did not find your family name in its text. Is it the right file?"]
    day = (
        [f"We did not find the date {periods.spoken(document.dated_on)} in its text."]
        if _undated(document)
        else []
    )
    return [*(name if "name" in document.hints else []), *day, *_dates(document, application)]


def _undated(document: Document) -> bool:
    return "date" in document.hints and document.dated_on is not None


def office_hints(document: Document, application: Application) -> list[str]:
    """The same for the office: what a machine noticed, without saying what it means."""
    told = []
    if "name" in document.hints:
        told.append(f"The family name, {application.family_name}, does not occur in its text.")
    if _undated(document):
        told.append(f"The date beside it, {periods.spoken(document.dated_on)}, does not occur in its text.")
    told += [third(sentence).replace(LOOKS, ".") for sentence in _dates(document, application)]
    if "scan" in document.hints:
        told.append("No text could be read in it: a scan?")
    if "active" in document.hints:
        told.append(
            "Something in it that could act when opened was removed on arrival; the pages are unchanged."
        )
    return told


def _dates(document: Document, application: Application) -> Iterator[str]:
    slot, dated = document.slot, document.dated_on
    if dated is None:
        return
    closes_on = calls.closes_on(application.programme.call)
    if slot.max_age_years and dated < periods.add_years(closes_on, -slot.max_age_years):
        years = f"{slot.max_age_years} years" if slot.max_age_years > 1 else "one year"
        yield f"At closing it is older than {years}{LOOKS}"
    certified = application.certified_on
    if slot.code == "certification" and certified and certified != dated:
        yield (
            f"Its date is {periods.spoken(dated)}, and under Training you gave "
            f"{periods.spoken(certified)} as the date of your certification."
        )
