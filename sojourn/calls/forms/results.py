"""What a programme does around its results: centres asked when, offers, appeals, the public list."""

from django import forms

from sojourn.calls.models import Programme
from sojourn.ui import forms as fields


class EditResults(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    handshake = fields.Choice("The chosen centre is asked", choices=Programme.HANDSHAKE)
    show_rank = forms.BooleanField(
        label="Each applicant reads the own rank",
        required=False,
        help_text="With the result, never anybody else's.",
    )
    may_float = forms.BooleanField(
        label="A fellow may accept and wait for a better choice",
        required=False,
        help_text="The place is theirs; if a choice ranked higher becomes free, they are moved there.",
    )
    appeal_days = forms.IntegerField(
        label="Days in which an appeal is taken",
        min_value=0,
        max_value=60,
        help_text="From the results on. 0: the programme takes no appeals.",
    )
    public_list = forms.BooleanField(
        label="Those selected may agree to stand in a public list",
        required=False,
        help_text="Name and centre, on the page of the programme, after the results; only who agrees.",
    )
