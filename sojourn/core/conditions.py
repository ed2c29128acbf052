"""Which questions are asked: a question may depend on the answer to an earlier one.

>>> both = [Question("abroad", kind="choice"), Question("where", on="abroad", how="is", value="Yes")]
>>> asked(both, {"abroad": "No"}), asked(both, {"abroad": "yes"})
(['abroad'], ['abroad', 'where'])
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any


@dataclass(frozen=True)
class Question:
    """`on` is the code of the question that this one depends on; without it, it is always asked."""

    code: str
    kind: str = "line"
    on: str = ""
    how: str = ""
    value: str = ""


def asked(questions: Iterable[Question], answers: Mapping[str, Any]) -> list[str]:
    """The codes that are asked, in order. What hangs on a question that is not asked is not asked either.

    A condition that names no earlier question is never met: it could not have been answered yet.
    """
    found: list[str] = []
    for question in questions:
        if not question.on or (
            question.on in found and met(question.how, question.value, answers.get(question.on))
        ):
            found.append(question.code)
    return found


def met(how: str, value: str, answer: Any) -> bool:
    """
    >>> met("at_least", "2", "10"), met("is", "Yes", ["No", "Yes"]), met("is_not", "Yes", "")
    (True, True, False)
    """
    given = [str(one).strip() for one in (answer if isinstance(answer, list | tuple) else [answer])]
    given = [one for one in given if one and one != "None"]
    if not given:
        return False
    if how == "answered":
        return True
    if how in ("is", "is_not"):
        wanted = value.strip().casefold()
        holds = any(one.casefold() == wanted or _number(one) == _number(value) is not None for one in given)
        return holds == (how == "is")
    number, bound = _number(given[0]), _number(value)
    if number is None or bound is None:
        return False
    return number >= bound if how == "at_least" else number <= bound if how == "at_most" else False


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
