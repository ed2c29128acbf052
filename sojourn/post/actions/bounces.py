"""A mail server's report that a letter could not be delivered (RFC 3464), read and believed with care."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_string, policy
from email.message import EmailMessage

from django.db import transaction

from sojourn.core.states import legal
from sojourn.journal import actions as journal
from sojourn.post import queries, states
from sojourn.post.actions.letters import tried
from sojourn.post.models import Letter

HEAD = "X-Sojourn-Letter"
RETURNED = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")


@dataclass(frozen=True)
class Report:
    """What a report says of one address: for which letter, and in the mail server's words why not."""

    tag: str
    address: str
    trouble: str


def read_bounce(message: EmailMessage, *, at: datetime) -> Letter | None:
    """The letter that bounced; None where the report is of something else, or already known.

    Believed is only what carries our own tag and names the address that the letter went to: anybody can send
    us a report.
    """
    for report in reports(message):
        letter = queries.tagged(report.tag)
        if letter is None or report.address.casefold() != letter.to_address.casefold():
            continue
        with transaction.atomic():
            row = journal.locked(letter)
            if not legal(states.MOVES, "bounce", row.state):
                return None
            also = {"trouble": f"Bounced: {report.trouble}"[:300]}
            tried(row, "returned", at=at, detail=report.trouble)
            return journal.turn(row, "bounce", moves=states.MOVES, by=None, at=at, also=also)
    return None


def reports(message: EmailMessage) -> list[Report]:
    """One for each address that failed for good; delays and receipts are none."""
    if message.get_content_type() != "multipart/report":
        return []
    blocks, tag = [], ""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            blocks += [block for block in part.get_payload() if not isinstance(block, str)]
        elif kind in RETURNED:
            tag = tag or _tag(part)
    failed = [block for block in blocks if _failed(block)]
    return [Report(tag, _address(block), _trouble(block)) for block in failed if tag and _address(block)]


def _tag(part: EmailMessage) -> str:
    """From the head of our letter, which comes back whole or as its head alone."""
    returned = part.get_payload()
    inner = (
        returned[0]
        if isinstance(returned, list)
        else message_from_string(str(returned), policy=policy.default)
    )
    return " ".join(str(inner.get(HEAD, "")).split())


def _failed(block: EmailMessage) -> bool:
    action, status = str(block.get("Action", "")), str(block.get("Status", ""))
    return action.strip().lower() == "failed" and not status.strip().startswith("4.")


def _address(block: EmailMessage) -> str:
    """`rfc822; ben@clinic.example` without its kind."""
    return (
        str(block.get("Original-Recipient") or block.get("Final-Recipient") or "")
        .rpartition(";")[2]
        .strip(" <>")
    )


def _trouble(block: EmailMessage) -> str:
    said = str(block.get("Diagnostic-Code") or block.get("Status") or "no reason given")
    return " ".join(said.rpartition(";")[2].split())
