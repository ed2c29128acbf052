"""Every bad file: a plain reason or a clean file, in little time and little memory."""

from __future__ import annotations

import contextlib
import io
import re
import resource
import time
import zlib
from functools import cache

import pikepdf
import pytest

from sojourn.documents import rules
from sojourn.documents.queries import inside
from tests.hostile import files

ACTIVE = re.compile(
    rb"/(?:JavaScript|JS|OpenAction|AA|Launch|EmbeddedFile|EmbeddedFiles|EF|XFA|RichMedia|SubmitForm|ImportData|GoToR|GoToE|"
    rb"Rendition|Movie|Sound|3D|FileAttachment|Collection|PieceInfo|AF)(?![A-Za-z0-9])"
)
SECONDS = 12
GROWTH_KB = 120_000  # of this process, which only passes bytes on


@cache
def made(name: str) -> files.Bad:
    return files.MAKERS[name]()


def laid_open(content: bytes) -> bytes:
    """All that a kept file holds, unpacked as far as a test may: never more than a megabyte of a stream."""
    parts = [content]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for thing in pdf.objects:
            if not isinstance(thing, pikepdf.Stream):
                parts.append(thing.unparse(resolved=True) if isinstance(thing, pikepdf.Object) else b"")
                continue
            raw = bytes(thing.read_raw_bytes())
            parts += [thing.stream_dict.unparse(), raw]
            with contextlib.suppress(zlib.error):
                parts.append(zlib.decompressobj().decompress(raw, 1_000_000))
    return b"\n".join(parts)


@pytest.mark.parametrize("name", files.MAKERS)
def test_a_bad_file_is_refused_with_a_reason_or_kept_clean(name):
    bad = made(name)
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()

    try:
        checked = rules.check_pdf(bad.content)
    except rules.Refused as refused:
        assert refused.code in bad.ends | ({"size", "empty"} & bad.ends)
        assert re.fullmatch(r"[A-Z][^\n<>{}]{19,300}\.", refused.messages[0])
    else:
        assert files.KEPT in bad.ends
        kept = laid_open(checked.content)
        assert files.CANARY.encode() not in kept
        assert not ACTIVE.search(re.sub(rb"\((?:[^()\\]|\\.)*\)", b"()", kept))
        assert checked.content.startswith(b"%PDF-")
        assert checked.content.rstrip().endswith(b"%%EOF")

    assert time.monotonic() - began < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < GROWTH_KB


def test_the_corpus_is_large_enough_and_always_the_same():
    assert len(files.MAKERS) >= 120
    some = ("script when opened", "file within", "bytes turned, 3", "Word")
    assert [files.MAKERS[name]() for name in some] == [files.MAKERS[name]() for name in some]


def test_a_file_that_is_in_order_passes_unharmed():
    """The control: a corpus that is refused as a whole would prove nothing."""

    def linked(made):
        files.annotation(A=files.uri("https://example.org/papers?id=7"))(made)

    checked = rules.check_pdf(files.pdf(linked, pages=3))

    assert (checked.pages, checked.removed) == (3, 0)
    assert b"https://example.org/papers?id=7" in laid_open(checked.content)


def test_the_look_at_kept_files_finds_what_was_left_in():
    """The other control: the same look at a file that nobody cleaned."""
    raw = laid_open(made("script when opened").content)

    assert ACTIVE.search(raw)
    assert files.CANARY.encode() in raw


def test_a_child_that_needs_too_much_is_ended_and_the_next_is_served(monkeypatch):
    with pytest.raises(rules.Refused) as refusal:
        rules.check_pdf(made("objects that unpack into a gigabyte").content)

    assert refusal.value.code in ("bomb", "broken")
    assert rules.check_pdf(files.pdf()).pages == 1
    assert inside.MEMORY < 1_000_000_000
