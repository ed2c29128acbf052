"""A document to be filled in is what it says, and nothing in it acts."""

from __future__ import annotations

import io
import zipfile

import pytest

from sojourn.core.writings import DOCX, MAIN, ODT, Unfit, kind_of, words_of

RELS = "word/_rels/document.xml.rels"
LINKED = (
    "<Relationships>"
    '<Relationship Id="r1" Type="http://x/relationships/{}" Target="{}" TargetMode="External"/>'
    "</Relationships>"
)
WORD = {
    "[Content_Types].xml": b"<Types><Override " + MAIN + b"/></Types>",
    "word/document.xml": b"<w:document><w:p><w:t>I declare</w:t></w:p><w:p>&amp; sign</w:p></w:document>",
}
OPEN = {
    "mimetype": ODT.encode(),
    "content.xml": b"<office:content/>",
    "META-INF/manifest.xml": b"<m/>",
}


def packed(parts: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        (WORD, DOCX),
        (OPEN, ODT),
        (WORD | {RELS: LINKED.format("hyperlink", "https://society.example/")}, DOCX),
        (WORD | {RELS: LINKED.format("hyperlink", "mailto:office@society.example")}, DOCX),
        (
            OPEN
            | {"Pictures/1.png": b"\x89PNG", "content.xml": b'<draw:image xlink:href="Pictures/1.png"/>'},
            ODT,
        ),
    ],
)
def test_what_is_harmless_is_known_by_its_contents(parts, kind):
    assert kind_of(packed(parts)) == kind


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"a.txt": b"x"}, "type"),
        ({"mimetype": b"application/epub+zip", "content.xml": b""}, "type"),
        (WORD | {"[Content_Types].xml": MAIN.replace(b"document.main", b"template.main")}, "type"),
        ({"[Content_Types].xml": MAIN}, "type"),
        (WORD | {"word/vbaProject.bin": b"x"}, "acts"),
        (WORD | {"word/VBAPROJECT.BIN": b"x"}, "acts"),
        (WORD | {"word/embeddings/oleObject1.bin": b"x"}, "acts"),
        (WORD | {"word/activeX/activeX1.xml": b"x"}, "acts"),
        (WORD | {"word/afchunk.html": b"x"}, "acts"),
        (WORD | {"word/document.xml": b'<!DOCTYPE a [<!ENTITY x "y">]><w:document/>'}, "acts"),
        (WORD | {"word/document.xml": b"<w:instrText>DDEAUTO c:\\cmd.exe</w:instrText>"}, "acts"),
        (WORD | {"word/document.xml": b"<w:instrText> INCLUDEPICTURE \"http://x\"</w:instrText>"}, "acts"),
        (WORD | {RELS: LINKED.format("attachedTemplate", "https://evil.example/t.dotm")}, "acts"),
        (WORD | {RELS: LINKED.format("image", "https://evil.example/p.png")}, "acts"),
        (WORD | {RELS: LINKED.format("hyperlink", "file:" + "//server.example/x.exe")}, "acts"),
        (WORD | {"word/document.xml": "<w:document/>".encode("utf-16")}, "broken"),
        (WORD | {"../x.xml": b"x"}, "broken"),
        (WORD | {f"word/{n}.xml": b"" for n in range(1000)}, "large"),
        (WORD | {"word/media/image.png": bytes(41_000_000)}, "large"),
        (OPEN | {"Basic/Standard/Module1.xml": b"x"}, "acts"),
        (OPEN | {"Scripts/python/a.py": b"x"}, "acts"),
        (OPEN | {"content.xml": b'<office:scripts> <script:x/></office:scripts>'}, "acts"),
        (OPEN | {"content.xml": b'<draw:image xlink:href="https://evil.example/p.png"/>'}, "acts"),
        (OPEN | {"content.xml": b'<draw:object xlink:href="./Object 1"/>'}, "acts"),
        (OPEN | {"META-INF/manifest.xml": b"<manifest:encryption-data/>"}, "locked"),
    ],
)  # fmt: skip
def test_what_acts_fetches_or_is_something_else_is_refused(parts, code):
    with pytest.raises(Unfit) as refused:
        kind_of(packed(parts))
    assert refused.value.code == code


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"PK\x03\x04", packed(WORD)[:-30], b"\xd0\xcf\x11\xe0old"]
)
def test_what_is_no_archive_is_broken(content):
    with pytest.raises(Unfit, match="broken"):
        kind_of(content)


def test_a_size_that_lies_is_found_out():
    honest = packed(WORD | {"word/media/image.png": bytes(2_000)})
    assert kind_of(honest) == DOCX
    lied = honest.replace((2_000).to_bytes(4, "little"), (20).to_bytes(4, "little"))
    with pytest.raises(Unfit):
        kind_of(lied)


def test_its_words_are_read_without_its_marks():
    assert words_of(packed(WORD)) == "I declare & sign"
    assert words_of(packed(OPEN)) == ""
