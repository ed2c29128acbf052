"""The questions of "am I eligible?": asked by GET, answered on the same page, kept nowhere."""

from typing import Any

from django import forms

from sojourn.calls import queries as calls
from sojourn.calls.models import Programme
from sojourn.ui import forms as fields

ANSWERS = [("yes", "Yes"), ("no", "No")]
MEANING = {"yes": True, "no": False}


class Check(forms.Form):
    """Fields follow from the programme's rules; nothing is required, for unknown is an answer too."""

    def __init__(self, *args: Any, programme: Programme, **more: Any) -> None:
        super().__init__(*args, **more)
        kinds = {rule.kind for rule in programme.eligibility_rules.all()}
        if "years_since" in kinds:
            self.fields["certified_on"] = fields.Day("Date of your board certification", required=False)
        if "profession" in kinds:
            self.fields["profession"] = forms.ChoiceField(
                label="Your profession", choices=[("", "Choose one"), *calls.PROFESSIONS], required=False
            )
        self.fields["residence"] = fields.Country("Country where you live", required=False)
        self.fields["work"] = fields.Country("Country where you work", required=False)
        for body in calls.bodies(programme):
            self.fields[f"member-{body}"] = fields.Choice(
                f"Are you an active member of {body}?", choices=ANSWERS, required=False
            )
        for rule in calls.statements(programme):
            self.fields[f"statement-{rule.code}"] = fields.Choice(
                f"{rule.wording}: is this true of you?", choices=ANSWERS, required=False
            )

    def facts(self) -> dict[str, Any]:
        """As the core takes them; what was left open is unknown."""
        given = self.cleaned_data
        answers = {name: MEANING.get(value) for name, value in given.items() if "-" in name}
        return {
            "certified_on": given.get("certified_on"),
            "profession": given.get("profession"),
            "residence_country": given["residence"],
            "work_country": given["work"],
            "memberships": _under("member-", answers),
            "statements": _under("statement-", answers),
        }


def _under(start: str, answers: dict[str, bool | None]) -> dict[str, bool | None]:
    return {name.removeprefix(start): value for name, value in answers.items() if name.startswith(start)}
