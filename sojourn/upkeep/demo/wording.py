"""What an office does with letters: words of its own, drafts that wait for a person, letters to many."""

from __future__ import annotations

from datetime import timedelta

from sojourn.letters import actions as letters
from sojourn.letters import queries
from sojourn.post.queries import texts
from sojourn.upkeep.demo.scene import Scene

SOCIETY = "ESGAR"
KIND = "applications.hold"
NOTE = "(Words of the demonstration.)"
GERMAN = (
    "Ihre Bewerbung bei {{ programme.society.acronym }} ist unvollständig",
    "Ihre Bewerbung {{ application.number }} ist unvollständig und geht so nicht an die Kommission.\n\n"
    "Der Grund: {{ note }}\n\nIhre Bewerbung:\n{{ page }}\n\n(Worte der Vorführung.)\n",
)
COMMITTEE = (
    "Thank you for sitting in the committee of {{ society }}",
    "Dear {{ name }},\n\nthe call is open. Scores will be due some weeks after it closes; your desk "
    f"shows the day.\n\n{{{{ page }}}}\n\n{NOTE}\n",
)


def words(scene: Scene) -> None:
    """Before anybody writes: one letter worded by a society and in a second language, and held for a look."""
    programme = next(row for row in scene.programmes if row.society.acronym == SOCIETY)
    officer, at = scene.officer_of(programme), scene.call.opens_at + timedelta(days=1)
    subject, text = texts.source(KIND)
    for language, told in (("", (subject, f"{text}\n{NOTE}\n")), ("de", GERMAN)):
        values = {"subject": told[0], "text": told[1], "version": 0}
        place = {"scope": programme.society.slug, "language": language}
        letters.write_words(KIND, values=values, by=officer, at=at, **place)
    letters.hold(KIND, scope="", held=True, by=scene.officer, at=at)
    letters.set_days(programme, "offer", days=[5, 1], on=True, by=officer, at=at)
    told_many = {"audience": "committee", "subject": COMMITTEE[0], "text": COMMITTEE[1]}
    made = letters.prepare(programme, by=officer, at=at, **told_many)
    run = queries.audiences.dry_run(made, by=scene.officer, at=at)
    letters.confirm(made, mark=run.mark, by=scene.officer, at=at + timedelta(hours=1))


def waiting(scene: Scene) -> None:
    """Drafts of earlier stages have left; a letter to many waits for its second person."""
    programme = next(row for row in scene.programmes if row.society.acronym == SOCIETY)
    if scene.reached("selection"):
        at = scene.call.closes_at + timedelta(days=5)
        drafts = queries.outbox.drafts(scene.officer, at=scene.now, kind=KIND)
        letters.release_all(drafts, by=scene.officer, at=at)
    subject = "News of {{ programme }}"
    text = f"Dear {{{{ name }}}},\n\nall that is to be seen stands on your desk:\n{{{{ page }}}}\n\n{NOTE}\n"
    at = scene.now - timedelta(hours=2)
    officer = scene.officer_of(programme)
    letters.prepare(programme, audience="committee", subject=subject, text=text, by=officer, at=at)
