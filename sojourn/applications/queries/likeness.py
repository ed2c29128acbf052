"""Passages that stand in several applications, found by an index that the worker keeps.

A page asks for one application's prints beside those of what this officer may open; only the texts of the
nearest few are laid beside each other, so that the cost does not grow with the square of the call.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from sojourn.applications import states
from sojourn.applications.models import Answer, Application, Document, Print, Wording
from sojourn.applications.queries import office
from sojourn.calls.models import Call, DocumentSlot
from sojourn.core import likeness
from sojourn.documents import queries as files
from sojourn.documents.models import File

NEAREST = 20  # applications laid beside this one
SHOWN = 12  # passages of two texts
LEAST = likeness.SURE
HIDDEN = 4_000  # runs looked up at once


@dataclass
class Shared:
    """What one other application shares: each passage with where it stands and what is around it."""

    other: Application
    passages: list[dict[str, Any]] = field(default_factory=list)
    more: int = 0  # passages that are not shown

    @property
    def number(self) -> int:
        return len(self.passages) + self.more


@dataclass
class Found:
    """`further` other applications share something too and are not laid open; `waiting` texts are unread."""

    shared: list[Shared]
    compared: int
    further: int
    waiting: int


def found(rows: QuerySet[Application], application: Application) -> Found:
    """The passages of an application that stand in `rows` too: what this officer may open beside it."""
    others = office.beside(rows, application).order_by()
    open_to_me = set(others.values_list("pk", flat=True))
    near = _near(application, open_to_me)
    ranked = sorted(near.pairs, key=lambda key: (-len(near.pairs[key]), str(key)))
    chosen = {row.pk: row for row in others.filter(pk__in=ranked[:NEAREST])}
    texts = _texts([application, *chosen.values()])
    boilerplate = _templates(texts.slots) | near.common
    shared = []
    for key in ranked[:NEAREST]:
        if key in chosen and (
            one := _beside(application.pk, chosen[key], near.pairs[key], texts, boilerplate)
        ):
            shared.append(one)
    waiting = unread_wordings().filter(pk__in=[application.pk, *chosen]).count()
    return Found(shared, len(open_to_me), len(ranked) - len(ranked[:NEAREST]), waiting)


def common_above(others: int) -> int:
    """In more applications of a call than this, a run is nobody's own: a form, a quotation of the call."""
    return max(5, min(likeness.COMMON, others // 4))


@dataclass
class _Near:
    pairs: dict[Any, dict[tuple[Any, Any], int]]  # other application -> (own text, its text) -> shared prints
    common: set[int]


def _near(application: Application, open_to_me: set[Any]) -> _Near:
    """Which texts of which other applications share prints with this one, and the prints that too many share.

    What is everybody's is counted in the whole call: it only hides, and a small society sees no more of a
    form than a large one.
    """
    call = application.programme.call
    of_call = Application.objects.filter(programme__call=call, state__in=states.RECEIVED).order_by()
    most = common_above(of_call.count() - 1)
    current = Q(wording__document=None) | Q(wording__document__replaced_at=None)
    own = Print.objects.filter(current, wording__application=application).order_by()
    by_run: dict[int, list[Any]] = {}
    for run, document in own.values_list("run", "wording__document")[:HIDDEN]:
        by_run.setdefault(run, []).append(document)
    here = Q(wording__application__in=of_call.values("pk"))
    here |= Q(wording__application__applicant=application.applicant_id)
    theirs = Print.objects.filter(current, here, run__in=own.values("run")).exclude(
        wording__application=application
    )
    standing: dict[int, set[tuple[Any, Any]]] = {}
    for run, key, document in theirs.values_list("run", "wording__application", "wording__document"):
        standing.setdefault(run, set()).add((key, document))
    near = _Near({}, set())
    for run, places in standing.items():
        if len({key for key, _ in places}) > most:
            near.common.add(run)
            continue
        for key, document in places:
            if key not in open_to_me:
                continue
            pairs = near.pairs.setdefault(key, {})
            for mine in by_run.get(run, ()):
                pairs[mine, document] = pairs.get((mine, document), 0) + 1
    near.pairs = {key: pairs for key, pairs in near.pairs.items() if pairs}
    return near


@dataclass
class _Texts:
    of: dict[tuple[Any, Any], str]  # application, document -> text
    titles: dict[Any, str]  # document -> title of its slot
    slots: list[DocumentSlot]


def _texts(rows: list[Application]) -> _Texts:
    typed = typed_texts(rows)
    papers = list(
        Document.objects.filter(application__in=rows, replaced_at=None).select_related("slot", "file")
    )
    kept = files.texts([one.file_id for one in papers])
    texts = {(row.pk, None): typed[row.pk] for row in rows}
    texts |= {(one.application_id, one.pk): kept.get(one.file_id, "") for one in papers}
    slots = {one.slot_id: one.slot for one in papers}
    return _Texts(texts, {one.pk: one.slot.title for one in papers}, list(slots.values()))


def _templates(slots: Iterable[DocumentSlot]) -> set[int]:
    """Every run of the office's templates: who fills in a form repeats it."""
    kept = files.texts({key for slot in slots for key in (slot.template_id, slot.example_id) if key})
    return set().union(*map(likeness.runs, kept.values()))


def _beside(own: Any, other: Application, pairs: Any, texts: _Texts, common: set[int]) -> Shared | None:
    """The passages of those texts that share prints; None where only everybody's words are left."""
    shared = Shared(other)
    for mine, theirs in sorted(pairs, key=lambda pair: (-pairs[pair], str(pair))):
        left, right = texts.of.get((own, mine), ""), texts.of.get((other.pk, theirs), "")
        for one in likeness.passages(left, right, least=LEAST, common=common):
            if len(shared.passages) >= SHOWN:
                shared.more += 1
                continue
            shared.passages.append(
                {
                    "left": likeness.excerpt(left, one.first),
                    "right": likeness.excerpt(right, one.second),
                    "here": texts.titles.get(mine, "Written in the form"),
                    "there": texts.titles.get(theirs, "Written in the form"),
                    "words": one.words,
                }
            )
    return shared if shared.passages else None


def typed_texts(rows: Iterable[Application]) -> dict[Any, str]:
    """Application -> all that stands in it in the applicant's own words, answers to questions too."""
    gathered = {row.pk: [office.text_of(row)] for row in rows}
    for key, value in Answer.objects.filter(application__in=list(gathered)).values_list(
        "application", "value"
    ):
        if isinstance(value, str):
            gathered[key].append(value.strip())
    return {key: "\n\n".join(filter(None, parts)) for key, parts in gathered.items()}


# --- what the worker has to read ----------------------------------------------------------------------------


def unread_files() -> QuerySet[File]:
    """Documents of received applications, and the office's templates, whose text was never kept."""
    papers = Document.objects.filter(replaced_at=None, application__state__in=states.RECEIVED)
    slots = DocumentSlot.objects.filter(programme__call__in=Call.objects.exclude(state="completed"))
    wanted = Q(pk__in=papers.values("file"))
    wanted |= Q(pk__in=slots.exclude(template=None).values("template"))
    wanted |= Q(pk__in=slots.exclude(example=None).values("example"))
    return files.unread(File.objects.filter(wanted)).order_by("received_at")


def unread_wordings() -> QuerySet[Application]:
    """Received applications of which the typed text or a document is not in the index as it is now."""
    papers = Document.objects.filter(application=OuterRef("pk"), replaced_at=None, wording=None)
    typed = Wording.objects.filter(application=OuterRef("pk"), document=None, version=OuterRef("version"))
    rows = Application.objects.filter(Exists(papers) | ~Exists(typed), state__in=states.RECEIVED)
    return rows.order_by("submitted_at", "pk")


def unread_documents(application: Application) -> QuerySet[Document]:
    """Documents that are not in the index and whose text is kept."""
    return application.documents.filter(replaced_at=None, wording=None).annotate(words=F("file__text__words"))
