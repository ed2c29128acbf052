"""The renderer ties label, help and error together; the shared fields clean to what the rooms keep."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from sojourn.ui import forms as fields
from sojourn.ui import samples


class Small(forms.Form):
    name = forms.CharField(help_text="As in your <passport>")
    nickname = forms.CharField(required=False)
    level = fields.Choice("Level", choices=[("a", "A"), ("b", "B")])
    agree = forms.BooleanField(label="I agree")


def test_an_error_is_tied_to_its_field():
    html = str(Small({}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_error"' in html
    assert "This is needed." in html


def test_optional_is_said_and_required_is_not():
    html = str(Small())
    assert html.count("(optional)") == 1
    assert "*" not in html


def test_radios_stand_in_a_fieldset_with_a_legend():
    html = str(Small())
    assert "<legend>Level</legend>" in " ".join(html.split())


def test_help_is_text():
    assert "As in your &lt;passport&gt;" in str(Small())


@pytest.mark.parametrize(
    ("typed", "minor"),
    [("1200", 120000), ("1200.5", 120050), ("1 200,05", 120005), ("0.01", 1), ("", None)],
)
def test_money_is_cleaned_to_minor_units(typed, minor):
    assert fields.Money(required=False).clean(typed) == minor


@pytest.mark.parametrize("typed", ["1.234,5", "-5", "12.345", "1e3", "twelve"])
def test_money_refuses_what_it_cannot_read(typed):
    with pytest.raises(forms.ValidationError):
        fields.Money(required=False).clean(typed)


def test_money_without_minor_units():
    yen = fields.Money(currency="JPY")
    assert yen.clean("1200") == 1200
    with pytest.raises(forms.ValidationError):
        yen.clean("1200.5")


def test_money_shows_again_what_was_kept():
    assert fields.Money().prepare_value(120050) == "1200.50"


def test_a_moment_is_cleaned_to_utc_and_shown_in_its_zone():
    moment = fields.Moment(zone="Europe/Vienna")
    assert moment.clean("2024-03-18T23:59") == datetime(2024, 3, 18, 22, 59, tzinfo=UTC)
    assert moment.prepare_value(datetime(2024, 3, 18, 22, 59, tzinfo=UTC)) == datetime(2024, 3, 18, 23, 59)


def test_a_day_is_read_as_the_browser_sends_it_and_as_people_write_it():
    assert fields.Day().clean("2024-03-18") == fields.Day().clean("18.03.2024") == date(2024, 3, 18)


def test_an_upload_says_its_size_and_refuses_more():
    upload = fields.Upload(max_mb=1)
    assert upload.help_text == "PDF, at most 1 MB"
    with pytest.raises(forms.ValidationError, match=r"This file has 1\.1 MB; at most 1 MB are taken"):
        upload.clean(SimpleUploadedFile("cv.pdf", b"x" * 1_150_000))
    with pytest.raises(forms.ValidationError, match="Choose a file first"):
        upload.clean(None)
    with pytest.raises(forms.ValidationError, match="This file is empty"):
        upload.clean(SimpleUploadedFile("cv.pdf", b""))


def test_countries_are_countries():
    codes = dict(fields.countries())
    assert codes["AT"] == "Austria"
    assert {"XK", "GB", "TR", "IS"} <= set(codes)
    assert not {"EU", "ZZ", "UN"} & set(codes)
    assert 240 < len(codes) < 256


def test_the_sample_form_has_every_field_of_ours():
    kinds = {type(field) for field in samples.Sample().fields.values()}
    assert {
        fields.Upload,
        fields.Day,
        fields.Moment,
        fields.Country,
        fields.Money,
        fields.Choice,
        fields.LongText,
    } <= kinds
