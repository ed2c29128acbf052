"""Returned letters: a report is believed only if it carries our tag and names the address we wrote to."""

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from django.core import mail

from sojourn.post import actions, queries
from sojourn.post.models import Invitation, Letter

AT = datetime(2024, 2, 5, 9, tzinfo=UTC)
BEN = "ben@hospital.example"
pytestmark = pytest.mark.django_db

REPORT = """\
From: MAILER-DAEMON@mx.hospital.example
To: office@sojourn.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b0"

--b0
Content-Type: text/plain; charset=us-ascii

I am sorry to inform you that your letter came back.

--b0
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.hospital.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <{address}>: no such
 mailbox here

--b0
Content-Type: {returned}

{head}
--b0--
"""


@pytest.fixture
def letter() -> Letter:
    """One that the mail server took."""
    thing = Invitation.objects.create(
        door="post:open_link", thing_label="x.y", thing_id="1", address=BEN, made_at=AT
    )
    actions.write("post.mail_code", to=BEN, thing=thing, at=AT, context={"code": "123456"})
    actions.send_due(at=AT, connection=mail.get_connection())
    return Letter.objects.get()


def report(
    letter, *, address=BEN, action="failed", status="5.1.1", returned="message/rfc822", tag=None, whole=True
):
    tag = queries.tag(letter) if tag is None else tag
    head = f"Subject: A letter\nX-Sojourn-Letter: {tag}\nTo: {BEN}\n" + ("\nThe text.\n" if whole else "")
    text = REPORT.format(address=address, action=action, status=status, returned=returned, head=head)
    return message_from_bytes(text.encode(), policy=policy.default)


def test_the_tag_travels_in_the_head_and_is_ours_alone(letter):
    (sent,) = mail.outbox
    assert sent.extra_headers["X-Sojourn-Letter"] == queries.tag(letter)
    assert queries.tagged(queries.tag(letter)) == letter
    assert queries.tagged(str(letter.pk)) is None
    assert queries.tagged(f"{letter.pk}:forged") is None


@pytest.mark.parametrize(
    "kind", [{}, {"returned": "text/rfc822-headers", "whole": False}, {"address": BEN.upper()}]
)
def test_read_bounce_takes_a_report_back(letter, kind):
    assert actions.read_bounce(report(letter, **kind), at=AT) == letter

    letter.refresh_from_db()
    assert letter.state == "bounced"
    assert letter.trouble.startswith("Bounced: 550 5.1.1") and letter.trouble.endswith("no such mailbox here")
    assert list(queries.trouble()) == [letter]


@pytest.mark.parametrize(
    "wrong",
    [
        {"action": "delayed", "status": "4.4.1"},
        {"action": "delivered", "status": "2.0.0"},
        {"status": "4.2.2"},
        {"address": "carla@hospital.example"},
        {"tag": "1"},
        {"tag": "1:forged"},
        {"tag": ""},
    ],
)
def test_read_bounce_believes_nothing_else(letter, wrong):
    assert actions.read_bounce(report(letter, **wrong), at=AT) is None

    letter.refresh_from_db()
    assert letter.state == "sent"


def test_read_bounce_of_ordinary_mail_and_of_rubbish_is_nothing(letter):
    for rubbish in (
        b"",
        b"From: x@y.example\n\nHello",
        b"\xff\xfe\x00",
        b"Content-Type: multipart/report\n\n--",
    ):
        assert actions.read_bounce(message_from_bytes(rubbish, policy=policy.default), at=AT) is None


def test_read_bounce_twice_is_once(letter):
    assert actions.read_bounce(report(letter), at=AT) == letter
    assert actions.read_bounce(report(letter), at=AT) is None


def test_forget_about_removes_letters_links_and_codes(letter):
    thing = Invitation.objects.get()
    made = actions.invite("post:open_link", to=BEN, thing=thing, at=AT)
    actions.mail_code(made, at=AT)

    actions.forget_about(thing)

    assert not Letter.objects.exists()
    assert list(Invitation.objects.all()) == [thing]
