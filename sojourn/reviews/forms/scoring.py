"""The form of a review."""

from django import forms

from sojourn.reviews.models import Assignment
from sojourn.reviews.models import Remark as Discussed
from sojourn.ui import forms as ui


class Score(forms.Form):
    """A level per criterion, two boxes, and the version that was read."""

    comment = ui.LongText("Comment for the committee", rows=5, required=False, max_length=6000)
    feedback = ui.LongText("What would have helped, on the whole", rows=3, required=False, max_length=4000)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *given, criteria, **more) -> None:
        super().__init__(*given, **more)
        self.criteria = {f"c{one.pk}": one for one in criteria}
        for name, one in self.criteria.items():
            levels = [(str(level), str(level)) for level in range(one.lowest, one.highest + 1)]
            self.fields[name] = ui.Choice(one.title, choices=levels, required=False)
            label = f"What would have helped: {one.title}"
            self.fields[f"a{one.pk}"] = ui.LongText(label, rows=2, required=False, max_length=1000)

    def pads(self) -> list[dict]:
        """Each criterion as the part `_score_pad.html` takes it."""
        return [
            {
                "name": name,
                "label": one.title,
                "guidance": one.guidance,
                "weight": one.weight if one.weight != 1 else None,
                "value": self[name].value() or "",
                "advice": self[f"a{one.pk}"] if f"a{one.pk}" in self.fields else None,
                "error": " ".join(self.errors.get(name, ())),
                "anchors": [
                    {"value": level, "label": one.anchors.get(str(level), "")}
                    for level in range(one.lowest, one.highest + 1)
                ],
            }
            for name, one in self.criteria.items()
        ]

    def values(self) -> dict:
        """What the action takes."""
        given = {one.pk: self.cleaned_data.get(name) for name, one in self.criteria.items()}
        given["advice"] = {one.pk: self.cleaned_data[f"a{one.pk}"].strip() for one in self.criteria.values()}
        return given | {name: self.cleaned_data[name] for name in ("comment", "feedback")}

    def ask_for(self, names) -> None:
        """The criteria that a final review still needs, each beside its field."""
        for name, one in self.criteria.items():
            if one.pk in names:
                self.add_error(name, f"Choose a level for {one.title}.")


def score_initial(assignment: Assignment) -> dict:
    """What the form shows of a saved review."""
    saved = {f"c{row.criterion_id}": str(row.value) for row in assignment.scores.all()}
    saved |= {f"a{row.criterion_id}": row.text for row in assignment.advice.all()}
    return saved | {
        "comment": assignment.comment,
        "feedback": assignment.feedback,
        "version": assignment.version,
    }


class Abstain(forms.Form):
    """Why there is no score."""

    reason = forms.CharField(label="Why you abstain", max_length=300, help_text="Read by the chair.")


class Train(forms.Form):
    """A level for each criterion of a shared case."""

    def __init__(self, *given, criteria, **more) -> None:
        super().__init__(*given, **more)
        self.criteria = {f"c{one.pk}": one for one in criteria}
        for name, one in self.criteria.items():
            levels = [(str(level), str(level)) for level in range(one.lowest, one.highest + 1)]
            missing = {"required": f"Choose a level for {one.title}."}
            self.fields[name] = ui.Choice(one.title, choices=levels, error_messages=missing)

    def pads(self) -> list[dict]:
        return Score.pads(self)

    def values(self) -> dict:
        return {one.pk: int(self.cleaned_data[name]) for name, one in self.criteria.items()}


class Remark(forms.Form):
    """A contribution to the discussion."""

    text = ui.LongText("Your contribution", rows=3, max_length=4000)
    audience = ui.Choice("Who can see this", choices=Discussed.AUDIENCES, initial="committee")


class Where(forms.Form):
    """The file from which somebody came."""

    assignment = forms.UUIDField(required=False)
