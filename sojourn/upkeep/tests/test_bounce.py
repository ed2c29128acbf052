"""The command behind a mailbox for returned letters: it believes its own tag and always ends well."""

import io
import sys

import pytest
from django.core.management import call_command

from sojourn.post import actions as post
from sojourn.post import queries
from sojourn.post.models import Letter

pytestmark = pytest.mark.django_db

REPORT = """\
From: MAILER-DAEMON@mx.example
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ada@sojourn.example
Action: failed
Status: 5.1.1

--b
Content-Type: text/rfc822-headers

X-Sojourn-Letter: {tag}

--b--
"""


@pytest.fixture
def read(monkeypatch, capsys):
    """`read(bytes)`: what the command says of them."""

    def one(content: bytes) -> str:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        call_command("read_bounce")
        return capsys.readouterr().out

    return one


def test_read_bounce_marks_the_letter_of_the_report_and_nothing_else(real, at, read):
    Letter.objects.all().delete()
    letter = post.write("people.unknown", to=real.ada, thing=real.ada, at=at)
    Letter.objects.update(state="sent")
    for rubbish in (
        b"",
        b"\xff\x00\xfe",
        REPORT.format(tag=letter.pk).encode(),
        b"Subject: Hello\n\nYou there?",
    ):
        assert "not a report about a letter of ours" in read(rubbish)
    letter.refresh_from_db()
    assert letter.state == "sent"

    assert f"letter {letter.pk} bounced" in read(REPORT.format(tag=queries.tag(letter)).encode())
    letter.refresh_from_db()
    assert (letter.state, letter.trouble) == ("bounced", "Bounced: 5.1.1")
