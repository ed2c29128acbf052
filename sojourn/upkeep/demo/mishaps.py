"""What goes another way: a request that comes back, a referee who cannot, something missing, more time."""

from __future__ import annotations

from datetime import datetime, timedelta
from email import message_from_string, policy
from typing import Any

from sojourn.applications import actions as applications
from sojourn.calls import actions as calls
from sojourn.journal.queries import label
from sojourn.post import actions as post
from sojourn.post import queries as letters
from sojourn.upkeep.demo.people import Person
from sojourn.upkeep.demo.scene import Scene

REPORT = """\
From: MAILER-DAEMON@mx.example
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="part"

--part
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 No such mailbox (demonstration)

--part
Content-Type: text/rfc822-headers

X-Sojourn-Letter: {tag}

--part--
"""
DECLINED = "I have not worked with this colleague for some years; a recent head of department can say more."
MISSING = (
    "The board that certified you is named, and not the town it sits in. Please add it under Training; "
    "nothing else is needed."
)
ANSWERED = "I have added it; thank you."
LONGER = "A stay in hospital in the last week of the call; a letter of the ward was shown to the office."
NOT_PLAIN = ("declined", "bounced")


def cast(crowd: list[Person]) -> None:
    """Among those whose letter is late, one referee declines and one address does not exist."""
    late = [person for person in crowd if person.case == "late_letter"]
    for person, case in zip(late, NOT_PLAIN, strict=False):
        person.case = case


def lose(letter: Any, case: str, *, at: datetime) -> None:
    """The request that no letter will answer."""
    if case == "bounced":
        bounce(letter, at=at)
        return
    invitation = letters.invitation_of(letter, "applications:write_letter")
    applications.open_letter(letter, by=invitation, at=at)
    applications.decline_letter(letter, reason=DECLINED, by=invitation, at=at + timedelta(minutes=4))


def bounce(letter: Any, *, at: datetime) -> None:
    """The mail server's report arrives, and the clock takes the request back."""
    about = {"thing_label": label(letter), "thing_id": str(letter.pk)}
    mail = letters.letters().filter(to_address__iexact=letter.email, **about).latest("pk")
    report = REPORT.format(address=mail.to_address, tag=letters.tag(mail))
    if post.read_bounce(message_from_string(report, policy=policy.default), at=at):
        applications.bounce_letter(letter, at=at)


def send_back(scene: Scene, row: Any, *, at: datetime) -> None:
    """Asked for what is missing, and answered three days later."""
    officer, until = scene.officer_of(row.programme), at + timedelta(days=7)
    applications.send_back(row, parts=["training"], note=MISSING, until=until, by=officer, at=at)
    person, at = scene.person_of(row), at + timedelta(days=3)
    certified_by = f"{row.certified_by}, {person.city}"
    user = scene.users[person.key]
    applications.edit_training(row, {"certified_by": certified_by}, by=user, at=at)
    applications.answer(row, words=ANSWERED, by=user, at=at)


def extend(scene: Scene, person: Person, *, at: datetime) -> None:
    """One person may hand in a day later: proposed by one officer, signed by the other."""
    row = calls.extend(
        scene.programme_of[person.key],
        email=person.email,
        until_at=scene.call.closes_at + timedelta(days=1),
        reason=LONGER,
        by=scene.officer,
        at=at,
    )
    calls.sign_extension(row, by=scene.second, at=at + timedelta(hours=5))
