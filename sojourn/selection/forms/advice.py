"""What an applicant is told about what would have helped: one text per row."""

from django import forms

from sojourn.ui import forms as ui


class Advise(forms.Form):
    text = ui.LongText("As the applicant reads it", rows=4, required=False, max_length=4000)


def advice_forms(lines, written, data=None) -> list[tuple]:
    """(line, form) for each row that the viewer decides; what reviewers wrote stands in what nobody has
    chosen yet."""
    return [
        (
            line,
            Advise(
                data,
                prefix=f"a{line.application.pk.hex}",
                initial={
                    "text": line.decision.advice
                    if line.decision.advised_at
                    else "\n".join(written.get(line.application.pk, ()))
                },
            ),
        )
        for line in lines
        if line.editable and line.decision is not None
    ]
