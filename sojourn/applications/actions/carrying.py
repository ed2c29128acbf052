"""What comes from elsewhere: the person's earlier application, and ORCID's record. Nothing silently."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sojourn.applications import queries, rules
from sojourn.applications.actions.applicant import changing
from sojourn.applications.actions.sections import _write_answers
from sojourn.applications.models import Application, Draft
from sojourn.core import cvs, orcid
from sojourn.journal import actions as journal
from sojourn.ui import gates
from sojourn.ui.templatetags.sojourn import country


def carry_over(
    application: Application, earlier: Application, sections: Iterable[str], *, by: Any, at: datetime
) -> list[str]:
    """Copy these sections and mark what may be stale; which ones were copied."""
    gates.require(rules.may_carry_over(application, earlier, by=by, at=at))
    wanted = set(sections)
    now, before = queries.parts(application), queries.parts(earlier)
    taken = [piece for piece in rules.carriable(now, before) if piece.section in wanted]
    with changing(application, by=by, at=at, section="cv-carried", drafted=True) as row:
        fields = ["carried"]
        look = dict(row.carried.get("look", {}))
        for piece in taken:
            if piece.section == "questions":
                _write_answers(row, piece.values)
            else:
                for name, value in piece.values.items():
                    setattr(row, name, value)
                    fields.append(name)
            look |= piece.look
            # whatever was half typed there is replaced with open eyes, and open pages are told
            kinds = [f"cv-{kind}" for kind in cvs.PARTS] if piece.section == "cv" else [piece.section]
            row.drafts.filter(section__in=kinds).delete()
        row.carried = {"from": str(earlier.pk), "look": look, "anew": rules.anew(now, before)}
        row.save(update_fields=fields)
        facts = {"from": str(earlier.pk), "sections": [piece.section for piece in taken]}
        journal.note("applications.carry_over", thing=row, by=by, at=at, facts=facts)
    application.refresh_from_db(fields=[*fields, "version"])
    return [piece.section for piece in taken]


def keep_orcid(application: Application, record: orcid.Record, *, by: Any, at: datetime) -> None:
    """What was read waits to be looked through; nothing of the CV has changed."""
    lines = []
    for kind, line in record.lines:
        place = ", ".join(filter(None, [line.get("place", ""), country(line.get("country", ""))]))
        kept = {name: text for name, text in (line | {"place": place}).items() if text and name != "country"}
        lines.append([kind, {name: text for name, text in kept.items() if name in cvs.PARTS[kind].names}])
    with changing(application, by=by, at=at, drafted=True) as row:
        Draft.objects.update_or_create(
            application=row,
            section="orcid",
            defaults={
                "typed": {"orcid": record.orcid, "name": record.name, "lines": lines},
                "at": at,
            },
        )


def drop_orcid(application: Application, *, by: Any, at: datetime) -> None:
    """Nothing is taken over."""
    with changing(application, by=by, at=at, drafted=True) as row:
        row.drafts.filter(section="orcid").delete()


def take_orcid(application: Application, wanted: Iterable[int], *, by: Any, at: datetime) -> int:
    """Put these lines of the record below what the CV holds; how many."""
    chosen = set(wanted)
    taken = 0
    with changing(application, by=by, at=at, section="cv-orcid") as row:
        record = queries.orcid_record(row)
        lines = record.lines if record else []
        cv = {kind: list(held) if isinstance(held, list) else held for kind, held in row.cv.items()}
        for index, (kind, line) in enumerate(lines):
            part = cv.setdefault(kind, [])
            if index in chosen and len(part) < cvs.MOST and line not in part:
                part.append(line)
                taken += 1
        if record and record.orcid:
            cv["orcid"] = record.orcid
        row.cv = {kind: held for kind, held in cv.items() if held}
        row.drafts.filter(section="orcid").delete()
        row.drafts.filter(section__startswith="cv-").update(tab="", turn=0)
        journal.note("applications.take_orcid", thing=row, by=by, at=at, facts={"lines": taken})
    return taken
