"""Forms of this room."""

from __future__ import annotations

from django import forms

from sojourn.ui import forms as ui


class Decline(forms.Form):
    """Declining needs no reason; whoever gives one helps the next call."""

    reason = forms.CharField(
        label="Why (you need not say)", required=False, max_length=300, help_text="Read by the office only."
    )


class CheckAnswer(forms.Form):
    """Number and mark as they stand on the receipt, however they were typed."""

    number = forms.CharField(label="Number", max_length=40, help_text="As in S24-ESGAR-7Q4K-1.")
    mark = forms.CharField(
        label="Mark (SHA-256)", max_length=200, help_text="64 figures and letters; spaces do not matter."
    )

    def clean_number(self) -> str:
        return "".join(self.cleaned_data["number"].split())

    def clean_mark(self) -> str:
        mark = "".join(self.cleaned_data["mark"].split()).lower()
        if len(mark) != 64 or set(mark) - set("0123456789abcdef"):
            raise forms.ValidationError("A mark has 64 characters, 0 to 9 and a to f.", code="mark")
        return mark


class NextRound(forms.Form):
    """Which open offers one supposes to be declined: for the dry run alone."""

    without = forms.MultipleChoiceField(
        label="Suppose that these offers are declined",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Nothing happens by this; it shows who would move.",
    )

    def __init__(self, *given, awards: list, **more) -> None:
        super().__init__(*given, **more)
        self.fields["without"].choices = [
            (str(one.pk), f"{one.application.formal_name}, {one.offer.centre.institution}") for one in awards
        ]


class _Defer(forms.Form):
    starts_from = ui.Day("The stay starts on or after")
    ends_until = ui.Day("The stay ends on or before")
    reason = ui.LongText(
        "Why", rows=3, max_length=500, help_text="Read by the office and by everybody who is asked to agree."
    )


class _MoveCentre(forms.Form):
    offer = ui.Choice("The other centre")
    reason = ui.LongText(
        "Why", rows=3, max_length=500, help_text="Read by the office and by everybody who is asked to agree."
    )

    def __init__(self, data, offers: list, **more) -> None:
        super().__init__(data, **more)
        self.offers = {str(one.pk): one for one in offers}
        self.fields["offer"].choices = [
            (key, str(one.centre.institution)) for key, one in self.offers.items()
        ]

    def clean_offer(self):
        return self.offers[self.cleaned_data["offer"]]


class _Swap(forms.Form):
    other = ui.Choice("The other fellow")
    reason = ui.LongText("Why", rows=3, max_length=500, help_text="Read by everybody who is asked to agree.")

    def __init__(self, data, others: list, **more) -> None:
        super().__init__(data, **more)
        self.others = {str(one.pk): one for one in others}
        self.fields["other"].choices = [
            (key, f"{one.application.formal_name}, {one.offer.centre.institution}")
            for key, one in self.others.items()
        ]

    def clean_other(self):
        return self.others[self.cleaned_data["other"]]


PROPOSALS = {"defer": _Defer, "move": _MoveCentre, "swap": _Swap}  # by the kind of a change


class Refuse(forms.Form):
    reason = forms.CharField(label="Why not", required=False, max_length=300, help_text="Read by the office.")
