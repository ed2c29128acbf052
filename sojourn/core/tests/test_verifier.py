"""The verifier finds every tampering; the page that works without us finds the same."""

from __future__ import annotations

import copy
import os
from collections import Counter
from random import Random
from typing import Any

import pytest

from sojourn.core.matching import match
from sojourn.core.tests.cases import instance
from sojourn.core.tests.tamper import HANDS, tampered
from sojourn.core.verifier import Malformed, verify

# The figure of the documentation comes from SOJOURN_TAMPERINGS=10000.
TAMPERINGS = int(os.environ.get("SOJOURN_TAMPERINGS", "600"))


def test_every_tampering_is_found() -> None:
    tried: Counter[str] = Counter()
    for hand, given, right, wrong in tampered(Random(11), TAMPERINGS):
        assert verify(given, right) == [], given
        assert verify(given, wrong), (hand, given, wrong)
        tried[hand] += 1
    assert set(tried) == {hand.__name__ for hand in HANDS}


def test_a_fair_but_worse_outcome_does_not_pass() -> None:
    """Gale and Shapley's first example: the women's best outcome is fair, and not the mechanism's."""
    men = {"α": "ABC", "β": "BCA", "γ": "CAB"}
    women = {"A": "βγα", "B": "γαβ", "C": "αβγ"}
    given = {
        "format": "sojourn-match/1",
        "applicants": [
            {"id": m, "choices": [{"programme": w, "centre": w} for w in ws]} for m, ws in men.items()
        ],
        "programmes": [{"id": w, "grants": 1, "ranking": list(ms)} for w, ms in women.items()],
        "offers": [{"programme": w, "centre": w, "places": 1} for w in women],
        "lottery": {"seed": "00"},
    }
    result = match(given)
    for award, w in zip(result["awards"], "CAB", strict=True):
        award["programme"] = award["centre"] = w
    violations = verify(given, result)
    assert any("should be" in violation for violation in violations)
    assert not any("should have been admitted" in violation for violation in violations)


def test_an_unfair_outcome_is_named_with_the_person() -> None:
    given = instance(Random(0), people=0)
    given |= {
        "applicants": [{"id": a, "choices": [{"programme": "P", "centre": "C"}]} for a in ("a1", "a2")],
        "programmes": [{"id": "P", "grants": 1, "ranking": ["a1", "a2"]}],
        "offers": [{"programme": "P", "centre": "C", "places": 1}],
    }
    result = match(given)
    result["awards"][0]["applicant"], result["unmatched"] = "a2", ["a1"]
    assert "'a1' should have been admitted to 'P' at 'C'" in verify(given, result)


WRONG: list[tuple[str, Any]] = [
    ("", []),
    ("", None),
    ("format", {"format": "x"}),
    ("mode", {"mode": 1}),
    ("awards", {"awards": {}}),
    ("awards[0]", {"awards": ["a1"]}),
    ("awards[0].applicant", {"awards": [{"applicant": ["a1"], "programme": "P", "centre": "C"}]}),
    ("awards[0].centre", {"awards": [{"applicant": "a1", "programme": "P"}]}),
    ("awards[0].period", {"awards": [{"applicant": "a1", "programme": "P", "centre": "C", "period": 1}]}),
    ("unmatched[0]", {"unmatched": [{}]}),
    ("cutoffs", {"cutoffs": []}),
    ("cutoffs.offers", {"cutoffs": {}}),
    ("cutoffs.programmes[0]", {"cutoffs": {"offers": [], "programmes": [1], "centres": []}}),
    ("reasons", {"reasons": None}),
    ("reasons['a1']", {"reasons": {"a1": 5}}),
    ("reasons['a1'][0]", {"reasons": {"a1": [5]}}),
    ("input_digest", {"input_digest": 5}),
    ("engine", {"engine": None}),
]


@pytest.mark.parametrize(("path", "change"), WRONG)
def test_what_is_no_result_is_refused_with_its_path(path: str, change: Any) -> None:
    given = instance(Random(1))
    result = {**match(given), **change} if isinstance(change, dict) else change
    with pytest.raises(Malformed) as fault:
        verify(copy.deepcopy(given), result)
    assert fault.value.path == path


@pytest.mark.parametrize("wrong", [None, [], {}, {"applicants": 3}, {"applicants": [{}]}])
def test_an_unreadable_instance_is_refused(wrong: Any) -> None:
    with pytest.raises(Malformed):
        verify(wrong, match(instance(Random(1))))
