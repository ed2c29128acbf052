"""What is kept was checked, stored and read back; what is refused says what to do."""

import hashlib
import io
from datetime import UTC, datetime

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sojourn.documents import actions, queries, rules
from sojourn.documents.models import File

AT = datetime(2024, 2, 5, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def pdf(pages: int = 1, *, change=None, **save) -> bytes:
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page(page_size=(595, 842))
    if change:
        change(made)
    out = io.BytesIO()
    made.save(out, **save)
    return out.getvalue()


def upload(content: bytes, name: str = "cv.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def keep(content: bytes, **options) -> File:
    return actions.keep(upload(content), owner=None, kind="test", at=AT, **options)


def test_keep_stores_a_pdf_and_its_hash_is_that_of_the_disk():
    file = keep(pdf(3))

    stored = queries.content(file)
    assert (file.pages, file.size, file.media_type) == (3, len(stored), "application/pdf")
    assert file.sha256 == hashlib.sha256(stored).hexdigest()
    assert oct(queries.place(file).stat().st_mode)[-3:] == "600"


def png() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"\0" * 64


CASES = {
    "empty": (b"", "empty"),
    "picture": (png(), "type"),
    "word": (b"PK\x03\x04" + b"\0" * 64, "type"),
    "text": (b"Dear committee", "type"),
    "html": (b"<html><script>alert(1)</script>", "type"),
    "cut off": (pdf()[:60], "broken"),
    "only a header": (b"%PDF-1.7\n", "broken"),
    "encrypted": (pdf(encryption=pikepdf.Encryption(owner="o", user="u")), "encrypted"),
    "owner password": (pdf(encryption=pikepdf.Encryption(owner="o", user="")), "encrypted"),
    "no pages": (pdf(0), "pages"),
    "too many pages": (pdf(201), "pages"),
    "oversized": (b"%PDF-1.7\n" + b"\0" * 8_000_000, "size"),
}


@pytest.mark.parametrize("case", CASES)
def test_keep_refuses_with_a_reason(case, tmp_path):
    content, code = CASES[case]

    with pytest.raises(rules.Refused) as refusal:
        keep(content)

    assert refusal.value.code == code
    assert len(refusal.value.messages[0]) > 20
    assert not File.objects.exists()
    assert not [p for p in tmp_path.rglob("*") if p.is_file()]


def test_keep_says_what_to_do_with_a_picture_and_a_text_document():
    for content, word in ((png(), "picture"), (b"PK\x03\x04" + b"\0" * 64, "text document")):
        with pytest.raises(rules.Refused, match=word):
            keep(content)


def test_keep_strips_what_acts_when_the_file_is_opened():
    def arm(made):
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        made.Root.OpenAction = script
        made.Root.Names = pikepdf.Dictionary(
            JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("a"), script]))
        )
        made.pages[0].obj.AA = pikepdf.Dictionary(O=script)
        made.pages[0].obj.Annots = pikepdf.Array(
            [
                made.make_indirect(
                    pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=script)
                )
            ]
        )

    assert b"app.alert" in pdf(change=arm)
    file = keep(pdf(change=arm))

    with pikepdf.open(queries.place(file)) as stored:
        text = b"".join(repr(value).encode() for value in stored.objects)
    assert b"alert" not in text
    assert b"JavaScript" not in text


def test_keep_refuses_to_call_received_what_the_disk_does_not_hold(monkeypatch):
    real = actions.write_durably
    monkeypatch.setattr(actions, "write_durably", lambda place, content: real(place, content[:-1]))

    with pytest.raises(actions.NotStored):
        keep(pdf())

    assert not File.objects.exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ('a"b\r\nc.pdf', "a_b_c.pdf"),
        ("Müller Łódź.pdf", "Müller Łódź.pdf"),
        ("", "document.pdf"),
        ("x" * 300 + ".pdf", "x" * 150 + ".pdf"),
    ],
)
def test_plain_name_is_safe_in_a_header_and_on_a_disk(given, kept):
    assert actions.plain_name(given) == kept


def test_serve_sends_an_attachment_that_runs_nowhere():
    response = actions.serve(keep(pdf()), as_name="CV of Ada.pdf")

    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert response["Content-Disposition"] == 'attachment; filename="CV of Ada.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")


def test_discard_removes_bytes_and_row():
    file = keep(pdf())
    actions.discard(file)

    assert not queries.place(file).exists()
    assert not File.objects.exists()
