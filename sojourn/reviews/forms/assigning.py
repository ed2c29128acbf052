"""One assignment by hand."""

from django import forms

from sojourn.societies.models import Seat
from sojourn.ui import forms as ui


class Assign(forms.Form):
    """Give an application to somebody with a seat."""

    seat = ui.Choice("Reviewer")

    def __init__(self, *given, seats, **more) -> None:
        super().__init__(*given, **more)
        roles = dict(Seat.ROLES)
        self.seats = {str(seat.pk): seat for seat in seats}
        self.fields["seat"].choices = [
            (key, f"{seat.user.formal_name} ({roles[seat.role].lower()})") for key, seat in self.seats.items()
        ]

    def clean_seat(self) -> Seat:
        return self.seats[self.cleaned_data["seat"]]
