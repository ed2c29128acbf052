"""Forms of this room."""

from django import forms


class SignUp(forms.Form):
    """The names beside address and password."""

    title = forms.CharField(max_length=30, required=False)
    given_name = forms.CharField(max_length=100, label="Given name")
    family_name = forms.CharField(max_length=100, label="Family name")
    field_order = ("title", "given_name", "family_name", "email", "password1", "password2")

    def signup(self, request, user) -> None:
        for name in ("title", "given_name", "family_name"):
            setattr(user, name, self.cleaned_data[name])
        user.joined_at = request.at
        user.save(update_fields=["title", "given_name", "family_name", "joined_at"])
