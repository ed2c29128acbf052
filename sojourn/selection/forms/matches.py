"""Why a match is discarded; what a scenario changes; the event and the outcome that give the seed."""

from django import forms

from sojourn.ui import forms as ui


class Discard(forms.Form):
    reason = ui.LongText("Why this run is discarded", rows=3, max_length=1000)


LINES = 4  # changes of one scenario


class TryOut(forms.Form):
    """A name and up to four changes; `groups` are the grouped options that this person may change."""

    name = forms.CharField(
        label="Name of the scenario", max_length=80, help_text="As the others will read it"
    )

    def __init__(self, data=None, *, groups) -> None:
        super().__init__(data)
        nothing = ("", "nothing")
        for number in range(1, LINES + 1):
            self.fields[f"what{number}"] = forms.ChoiceField(
                label=f"Change {number}", choices=[nothing, *groups], required=number == 1
            )
            self.fields[f"by{number}"] = forms.IntegerField(
                label=f"By how many, change {number}",
                initial=1,
                min_value=-99,
                max_value=99,
                required=False,
                help_text="A minus takes away. Closing a centre needs no number." if number == 1 else "",
            )

    def clean(self):
        found, seen = [], set()
        for number in range(1, LINES + 1):
            what, by = self.cleaned_data.get(f"what{number}"), self.cleaned_data.get(f"by{number}")
            if not what:
                continue
            kind, programme, centre = what.split("|")
            if what in seen:
                self.add_error(f"what{number}", "This is changed above already.")
            elif kind != "centre" and not by and f"by{number}" not in self.errors:
                self.add_error(f"by{number}", "Give a number other than 0.")
            seen.add(what)
            found.append({"what": kind, "programme": programme, "centre": centre, "by": by or 0})
        self.cleaned_data["changes"] = found
        return self.cleaned_data


class Commit(forms.Form):
    event = forms.CharField(
        label="The public event that will give the seed",
        max_length=200,
        help_text="It lies in the future, and anybody can look its result up afterwards: "
        "for example a national lottery's draw on a given day.",
    )


class Draw(forms.Form):
    outcome = forms.CharField(
        label="The result of the event, as it was published",
        max_length=200,
        help_text="Exactly as everybody can look it up: the seed is the SHA-256 of these characters.",
    )
