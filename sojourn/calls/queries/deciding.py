"""What a programme sets for its committee's decisions: reasons with their words, and minimum scores."""

from __future__ import annotations

from decimal import Decimal

from sojourn.calls.models import DecisionReason, MinimumScore, Programme

# what every programme may use until it has a list of its own: code, label, the words for the applicant
STANDARD = (
    ("strong", "Strong in all criteria", "The committee found your application strong in all criteria."),
    (
        "motivation",
        "Clear plan for using the training",
        "The committee was convinced by your plan for using the training at home.",
    ),
    (
        "training",
        "Training and experience fit the programme",
        "The committee found that your training and experience fit this programme well.",
    ),
    (
        "others_stronger",
        "Good, but others were stronger",
        "The committee found your application good; others were stronger this year.",
    ),
    (
        "early",
        "Too early: more basic training first",
        "The committee found it too early: more basic training in this field would help first.",
    ),
    (
        "eligibility",
        "Outside the eligibility of the programme",
        "The committee decided that your application lies outside the rules of the programme.",
    ),
    (
        "documents",
        "Documents missing or not as asked",
        "Documents were missing or not as the programme asks for them.",
    ),
)


def decision_reasons(of: Programme) -> list[DecisionReason]:
    """The programme's own list; the standard one, as rows that are not stored, where it has none."""
    return list(DecisionReason.objects.filter(programme=of)) or [
        DecisionReason(programme=of, order=order, code=code, label=label, text=text)
        for order, (code, label, text) in enumerate(STANDARD, 1)
    ]


def minimum_scores(of: Programme) -> list[MinimumScore]:
    return list(MinimumScore.objects.filter(programme=of))


def least_of_all(of: Programme) -> Decimal | None:
    """The minimum of the weighted mean, if any."""
    found = MinimumScore.objects.filter(programme=of, criterion="").values_list("least", flat=True)
    return found.first()
