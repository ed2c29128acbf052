"""One round of the worker: every task has its turn, nothing is done twice, a failing task fails alone."""

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta

import pytest
from django.core.management import call_command

from sojourn.journal import actions as journal
from sojourn.post import actions as post
from sojourn.post.models import Letter
from sojourn.societies import actions as societies
from sojourn.upkeep import clock, queries, worker
from sojourn.upkeep.models import Heartbeat, SetUp
from sojourn.upkeep.tests.conftest import person


def write(to, at, **more):
    return post.write("people.unknown", to=to, thing=to, at=at, **more)


def states() -> list[str]:
    return list(Letter.objects.order_by("pk").values_list("state", flat=True))


def test_tick_sends_into_the_letter_box_of_a_demonstration(demo, at, mailoutbox):
    Letter.objects.all().delete()
    write(demo.ada, at, secret=True)
    assert worker.tick(at) == []
    letter = Letter.objects.get()
    assert (letter.state, letter.sent_at) == ("sent", at)
    assert "no account" in letter.text and mailoutbox == []


def test_tick_sends_by_mail_in_a_real_installation(real, at, mailoutbox):
    Letter.objects.all().delete()
    write(real.ada, at, secret=True)
    worker.tick(at)
    assert [mail.to for mail in mailoutbox] == [["Ada Person <ada@sojourn.example>"]]
    assert (Letter.objects.get().state, Letter.objects.get().text) == ("sent", "")


def test_tick_twice_does_its_work_once(real, at, mailoutbox):
    Letter.objects.all().delete()
    write(real.ada, at)
    societies.appoint_by_email(real.alpha, "dov@sojourn.example", by=real.ida, at=at)
    person("Dov")
    for _ in range(3):
        assert worker.tick(at) == []
    assert sorted(mail.subject for mail in mailoutbox) == [
        "No account with this address",
        "You are now an officer of ALPHA",
        "You were named officer at ALPHA",
    ]


def test_tick_leaves_what_is_not_due(real, at, mailoutbox):
    Letter.objects.all().delete()
    write(real.ada, at, due_at=at + timedelta(hours=1))
    worker.tick(at)
    assert (states(), mailoutbox) == (["due"], [])
    worker.tick(at + timedelta(hours=1))
    assert states() == ["sent"]


def test_a_failing_task_keeps_nobody_from_theirs(real, at, mailoutbox, monkeypatch):
    Letter.objects.all().delete()
    write(real.ada, at)

    def broken(*, at):
        raise KeyError("a room trips")

    monkeypatch.setitem(worker.TASKS, "selection", broken)
    assert worker.tick(at) == ["selection: KeyError"]
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    ("recipient", "sent"),
    [("ada@sojourn.example", True), ("ADA@sojourn.example", True), ("eve@sojourn.example", False),
     ("", False), (None, False)],
)  # fmt: skip
def test_letter_is_stopped_where_its_room_names_another(real, at, mailoutbox, monkeypatch, recipient, sent):
    Letter.objects.all().delete()
    write(real.ada, at)
    monkeypatch.setattr(queries.people, "recipient", lambda letter: recipient, raising=False)
    worker.tick(at)
    assert (states(), len(mailoutbox)) == (["sent"] if sent else ["stopped"], int(sent))


def test_recipient_may_be_a_person(real, at):
    letter = write(real.ada, at)
    assert worker.reaches(letter, real.ada) and not worker.reaches(letter, real.ida)


def test_work_once_leaves_a_sign_of_life(real, at):
    call_command("work", "--once")
    beat = Heartbeat.objects.get()
    assert beat.trouble == "" and queries.is_well(beat.real_at)
    assert not queries.is_well(beat.real_at + timedelta(minutes=2))


def test_setup_code_is_kept_as_hash_only_and_replaces_the_last(db, capsys):
    for _ in range(2):
        call_command("setup_code")
    *_, last = [line.strip() for line in capsys.readouterr().out.splitlines() if line.startswith("    ")]
    assert SetUp.objects.get().digest not in last and len(last) == 23


def test_setup_code_is_silent_where_an_officer_is(real, capsys):
    call_command("setup_code", "--if-empty")
    assert capsys.readouterr().out == "" and not SetUp.objects.exists()
    call_command("setup_code")
    assert "set up" in capsys.readouterr().out and not SetUp.objects.exists()


def test_cast_is_printed_in_a_demonstration_only(demo, capsys):
    call_command("cast")
    told = capsys.readouterr().out
    assert "finn@sojourn.example" in told and "letter-box" in told
    demo.federation.demonstration = False
    demo.federation.save()
    call_command("cast")
    assert "no demonstration" in capsys.readouterr().out


def test_work_ends_cleanly_at_sigterm(tmp_path):
    env = {
        "DJANGO_SETTINGS_MODULE": "sojourn.config.settings",
        "SOJOURN_DATA": str(tmp_path),
        "PATH": "/usr/bin",
    }
    run = [sys.executable, "-m", "django"]
    subprocess.run([*run, "prepare"], env=env, check=True, timeout=120)
    worker_process = subprocess.Popen([*run, "work"], env=env, stderr=subprocess.PIPE, text=True)
    with closing(sqlite3.connect(tmp_path / "sojourn.sqlite3")) as database:
        beats = "SELECT count(*) FROM upkeep_heartbeat"
        until = time.monotonic() + 60
        while not database.execute(beats).fetchone()[0] and time.monotonic() < until:
            time.sleep(0.2)
    assert worker_process.poll() is None
    worker_process.send_signal(signal.SIGTERM)
    assert worker_process.wait(timeout=20) == 0
    assert worker_process.stderr.read() == ""


def test_a_worker_at_rest_asks_one_question_and_no_more(real, at, django_assert_num_queries):
    """What wakes it: an act, a letter that is due, a moved clock, and after a while time alone."""
    Letter.objects.all().delete()
    watch, now = worker.Watch(), clock.Reading(at=at, real=at, demonstration=False)
    assert watch.wakes(now, 100.0) and not watch.wakes(now, 101.0)
    with django_assert_num_queries(1):
        assert not watch.wakes(now, 102.0)
    journal.note("people.sign_in", thing=real.ada, by=real.ada, at=at)
    assert watch.wakes(now, 103.0) and not watch.wakes(now, 104.0)
    letter = post.write("people.unknown", to=real.ada, thing=real.ada, at=at + timedelta(seconds=9))
    assert not watch.wakes(now, 105.0)
    later = clock.Reading(at=letter.due_at, real=letter.due_at, demonstration=False)
    assert watch.wakes(later, 106.0) and watch.wakes(later, 107.0), "as long as it has not left"
    letter.delete()
    leap = clock.Reading(at=at + timedelta(days=1), real=at, demonstration=True)
    assert watch.wakes(leap, 108.0) and not watch.wakes(leap, 109.0)
    assert watch.wakes(leap, 108.0 + worker.REST)
