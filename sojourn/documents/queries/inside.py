"""What is done with strangers' PDFs, in a process of its own that may take little memory and time.

`reader.py` starts this file by its path: it knows no Django and nothing of ours. The keeper waits for jobs
and forks one child for each; a child that is killed by its limits takes nothing with it.

A job is a head of JSON and a body of bytes; so is its answer. `said` holds a code where the file is refused.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import resource
import signal
import socket
import struct
import sys
import time
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image

MEMORY = 640_000_000  # address space, of which the libraries take some 60 MB
CPU_SECONDS = 8
WALL_SECONDS = 20
MAX_OBJECTS = 120_000
UNPACKED = 400_000_000  # what all streams together may hold; an A4 page in colour at 300 dpi has 26 MB
SIDE = 14_400  # points: the largest page that PDF knows, five metres
TEXT = 60_000  # letters of a document's text that are kept
TEXT_PAGES = 40
TEXT_SECONDS = 2
HYPHEN = re.compile("[\u0002\ufffe\u00ad]\\n?")
PIXELS = 80_000_000  # of one picture; above it Pillow speaks of a bomb

# Keys that make a file act, or that carry another file or program
KEYS = (
    "/OpenAction", "/AA", "/JavaScript", "/JS", "/Launch", "/EmbeddedFiles", "/EF", "/AF", "/XFA",
    "/RichMedia", "/RichMediaContent", "/RichMediaSettings", "/Collection", "/Win", "/Ref", "/OPI",
    "/PieceInfo", "/FFilter", "/NeedsRendering", "/Requirements", "/Rendition", "/Renditions", "/3DD",
    "/SubmitForm", "/ImportData",
)  # fmt: skip
ANNOTATIONS = ("/RichMedia", "/Movie", "/Sound", "/Screen", "/3D", "/FileAttachment", "/Projection")
ACTS = (
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Movie", "/Sound",
    "/Rendition", "/RichMediaExecute", "/GoTo3DView", "/Trans", "/Thread", "/Hide", "/SetOCGState",
    "/ResetForm", "/Named",
)  # fmt: skip
STAYS = ("/URI", "/GoTo")
NAMES = "|".join(re.escape(name) for name in dict.fromkeys((*KEYS, *ANNOTATIONS, *ACTS)))
SUSPECT = re.compile(rf"(?:{NAMES}|/A|/Next|/PA|/URI|/F)(?![A-Za-z0-9_.\-])".encode())
ARMED = re.compile(rf"(?:{'|'.join(re.escape(key) for key in KEYS)})(?![A-Za-z0-9_.\-])".encode())
HOLDERS = (pikepdf.Dictionary, pikepdf.Stream, pikepdf.Array)
WEB = re.compile(rb"(?i)^\s*(?:https?://|mailto:)[\x21-\x7e]+\s*$")


class Refused(Exception):
    """The file cannot be taken; the argument is a code, and the caller has the words."""


# --- jobs ---------------------------------------------------------------------------------------------------


def check(content: bytes, *, max_pages: int, words: bool = False) -> tuple[dict[str, Any], bytes]:
    """The clean bytes of a PDF, its pages, what was removed, and the beginning of its text where `words`."""
    if b"endobj" in content[content.rfind(b"%%EOF") :] or b"%%EOF" not in content:
        raise Refused("cut")
    if content.count(b" obj") > MAX_OBJECTS:
        raise Refused("bomb")
    with _opened(content) as pdf:
        if pdf.is_encrypted:
            raise Refused("encrypted")
        if len(pdf.objects) > MAX_OBJECTS:
            raise Refused("bomb")
        pages = len(pdf.pages)
        if not 1 <= pages <= max_pages:
            return {"said": "pages", "pages": pages}, b""
        for page in pdf.pages:
            _sized(page)
        _unpacked(pdf)
        removed = disarm(pdf)
        out = io.BytesIO()
        # object streams of the original are laid open once: what is kept has no hidden corner
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    clean = out.getvalue()
    with _opened(clean) as again:
        if len(again.pages) != pages or armed(again):
            raise Refused("broken")
    answer: dict[str, Any] = {"pages": pages, "removed": removed}
    if words:
        answer["text"] = _text(clean)
    return answer, clean


def picture(content: bytes, *, page: int, side: int) -> tuple[dict[str, Any], bytes]:
    """One page as a WebP whose longer side has `side` pixels."""
    pdf = pypdfium2.PdfDocument(content)
    if not 0 <= page < len(pdf):
        raise Refused("page")
    drawn = pdf[page]
    width, height = drawn.get_size()
    bitmap = drawn.render(scale=side / max(width, height, 1), may_draw_forms=True)
    image = bitmap.to_pil().convert("RGB")
    out = io.BytesIO()
    image.save(out, "WEBP", quality=78, method=2)
    return {"width": image.width, "height": image.height}, out.getvalue()


def squeeze(content: bytes, *, dots: int, quality: int) -> tuple[dict[str, Any], bytes]:
    """The same PDF with pictures of at most `dots` by the inch of an A4 page; those that would grow stay."""
    longest, changed = round(11.7 * dots), 0
    with _opened(content) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == pikepdf.Name.Image:
                changed += _smaller(thing, longest, quality)
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return {"changed": changed}, out.getvalue()


def merge(content: bytes, *, sizes: list[int], titles: list[str]) -> tuple[dict[str, Any], bytes]:
    """One PDF of several that follow each other in `content`; the first is the front, with roman numbers.

    Bookmarks are `titles` (the first is that of the front), each at its first page; `pages` counts each.
    """
    pieces, start = [], 0
    for size in sizes:
        pieces.append(content[start : start + size])
        start += size
    with _opened(pieces[0]) as out:
        front = len(out.pages)
        starts, others, counted = [], [], [front]
        for piece in pieces[1:]:
            other = _opened(piece)
            others.append(other)
            starts.append(len(out.pages))
            counted.append(len(other.pages))
            out.pages.extend(other.pages)
        roman = pikepdf.Dictionary(S=pikepdf.Name("/r"))
        arabic = pikepdf.Dictionary(S=pikepdf.Name("/D"), St=1)
        out.Root.PageLabels = pikepdf.Dictionary(
            Nums=pikepdf.Array([0, roman, *([front, arabic] if starts else [])])
        )
        with out.open_outline() as outline:
            outline.root[:] = [pikepdf.OutlineItem(titles[0], 0)]
            outline.root += [
                pikepdf.OutlineItem(title, page) for title, page in zip(titles[1:], starts, strict=True)
            ]
        # the tags of the front describe the front only: a reader must not take them for the whole file
        for key in ("/StructTreeRoot", "/MarkInfo"):
            if key in out.Root:
                del out.Root[key]
        out.Root.PageMode = pikepdf.Name.UseOutlines
        buffer = io.BytesIO()
        out.save(buffer, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        for other in others:
            other.close()
    return {"pages": counted}, buffer.getvalue()


def words(content: bytes) -> tuple[dict[str, Any], bytes]:
    """The text of a PDF that was checked before; empty for a scan."""
    return {"text": _text(content)}, b""


JOBS: dict[str, Callable[..., tuple[dict[str, Any], bytes]]] = {
    "check": check,
    "picture": picture,
    "squeeze": squeeze,
    "merge": merge,
    "words": words,
}


# --- looking into a PDF -------------------------------------------------------------------------------------


def _opened(content: bytes) -> pikepdf.Pdf:
    try:
        return pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError:
        raise Refused("encrypted") from None


def _sized(page: pikepdf.Page) -> None:
    """A page is as large as paper is."""
    try:
        box = [float(number) for number in page.mediabox]
        unit = float(page.obj.get("/UserUnit", 1))
    except Exception:
        raise Refused("size-of-page") from None
    sides = (abs(box[2] - box[0]) * unit, abs(box[3] - box[1]) * unit)
    if not all(3 <= side <= SIDE for side in sides):
        raise Refused("size-of-page")


def _unpacked(pdf: pikepdf.Pdf) -> None:
    """Refuse streams that unpack into hundreds of megabytes; nothing is kept while measuring."""
    room = UNPACKED
    for thing in pdf.objects:
        if not isinstance(thing, pikepdf.Stream):
            continue
        given = thing.get("/Filter", [])
        filters = [str(given)] if isinstance(given, pikepdf.Name) else [str(one) for one in given]
        packing = [one for one in filters if one in ("/FlateDecode", "/LZWDecode", "/RunLengthDecode")]
        if len(packing) > 1 or _wide(thing.get("/DecodeParms")):
            raise Refused("bomb")
        if packing:
            raw = bytes(thing.read_raw_bytes())
            if filters != ["/FlateDecode"]:
                room -= 64 * len(raw)
            elif len(raw) > 1 << 12:  # packing gains a thousandfold at best
                room -= _length(raw, room)
        if room <= 0:
            raise Refused("bomb")


def _wide(given: Any) -> bool:
    """Whether a reader is told to take memory for an impossible row."""
    for one in given if isinstance(given, pikepdf.Array) else [given]:
        if isinstance(one, pikepdf.Dictionary) and int(one.get("/Columns", 1)) > 200_000:
            return True
    return False


def _length(raw: bytes, most: int) -> int:
    unpack, total, rest = zlib.decompressobj(), 0, raw
    with contextlib.suppress(zlib.error):  # a damaged stream is for the reader to forgive
        while rest and total <= most:
            total += len(unpack.decompress(rest, 1 << 20))
            rest = unpack.unconsumed_tail
    return total


def disarm(pdf: pikepdf.Pdf) -> int:
    """Remove scripts, launches, forms that send, files within the file, films, sounds; plain links stay."""
    removed = 0
    for thing in list(pdf.objects):
        if isinstance(thing, HOLDERS) and SUSPECT.search(_raw(thing)):
            removed += _disarm(thing, 0)
    removed += _disarm(pdf.trailer, 0)
    return removed


def armed(pdf: pikepdf.Pdf) -> bool:
    """Whether a key that acts is left: the second look at what the first has cleaned."""
    return any(isinstance(thing, HOLDERS) and ARMED.search(_raw(thing)) for thing in pdf.objects)


def _raw(thing: pikepdf.Object) -> bytes:
    """An object as text, names in their plain spelling, what it refers to left out, strings blanked."""
    text = thing.stream_dict.unparse() if isinstance(thing, pikepdf.Stream) else thing.unparse(resolved=True)
    return STRING.sub(b"()", text)


STRING = re.compile(rb"\((?:[^()\\]|\\.)*\)|<[0-9a-fA-F\s]*>", re.DOTALL)


def _disarm(thing: pikepdf.Object, depth: int) -> int:
    if depth > 60:
        raise Refused("bomb")
    removed = 0
    if isinstance(thing, pikepdf.Array):
        for number in range(len(thing) - 1, -1, -1):
            one = thing[number]
            if isinstance(one, pikepdf.Dictionary) and one.get("/Subtype") in ANNOTATIONS:
                del thing[number]
                removed += 1
            elif isinstance(one, pikepdf.Object) and not one.is_indirect:
                removed += _disarm(one, depth + 1)
        return removed
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return 0
    for key in list(thing.keys()):
        value = thing.get(key)
        if key in KEYS or (key in ("/A", "/Next", "/PA") and _acts(value)) or _outside(thing, key):
            del thing[key]
            removed += 1
        elif isinstance(value, pikepdf.Object) and not value.is_indirect:
            removed += _disarm(value, depth + 1)
    if thing.get("/S") in ACTS and "/Type" in thing and thing.get("/Type") == pikepdf.Name.Action:
        del thing["/S"]
        removed += 1
    if thing.get("/Subtype") in ANNOTATIONS and "/Rect" in thing:
        for key in list(thing.keys()):
            if key not in ("/Rect", "/Subtype"):
                del thing[key]
        thing["/Subtype"] = pikepdf.Name.Square
        thing["/F"] = 2  # hidden: what was moved out of the list of annotations is empty besides
        removed += 1
    return removed


def _acts(value: Any) -> bool:
    """Whether an action is more than a jump within the file or a link to a page of the web."""
    if isinstance(value, pikepdf.Array):
        return True  # a chain of actions
    if not isinstance(value, pikepdf.Dictionary):
        return False
    kind = value.get("/S")
    if kind is None:
        return False  # an attribute of the structure tree, which is called /A too
    if kind not in STAYS or "/Next" in value:
        return True
    return kind == "/URI" and not WEB.match(bytes(value.get("/URI", b"")))


def _outside(thing: pikepdf.Object, key: str) -> bool:
    """A stream whose bytes lie in another file, and a catalogue's base of all links."""
    if key == "/F":
        return isinstance(thing, pikepdf.Stream)
    return key == "/URI" and thing.get("/Type") == pikepdf.Name.Catalog


def _text(content: bytes) -> str:
    """The beginning of the text, as much as may be kept and is read in time; empty for a scan."""
    found: list[str] = []
    room, until = TEXT, time.process_time() + TEXT_SECONDS
    try:
        pdf = pypdfium2.PdfDocument(content)
        for number in range(min(TEXT_PAGES, len(pdf))):
            found.append(pdf[number].get_textpage().get_text_bounded()[:room])
            room -= len(found[-1])
            if room <= 0 or time.process_time() > until:
                break
    except Exception:
        return _plain(found)
    return _plain(found)


def _plain(pages: list[str]) -> str:
    """Without the marks that stand for a hyphen at a line's end, and without what a database refuses."""
    text = "\n".join(pages).replace("\r\n", "\n")
    text = HYPHEN.sub("", text).replace("\0", " ")
    return unicodedata.normalize("NFKC", text).encode("utf-8", "ignore").decode()[:TEXT]


# --- pictures -----------------------------------------------------------------------------------------------


def _smaller(stream: pikepdf.Stream, longest: int, quality: int) -> int:
    """Put a JPEG of fewer dots in the place of a picture, where that saves bytes."""
    before = len(stream.read_raw_bytes())
    if before < 20_000 or stream.get("/ImageMask") or "/Mask" in stream or "/Decode" in stream:
        return 0
    wide, high = int(stream.get("/Width", 0)), int(stream.get("/Height", 0))
    if not 0 < wide * high <= PIXELS:
        return 0
    try:
        image = pikepdf.PdfImage(stream).as_pil_image()
    except Exception:
        return 0  # a kind of picture that cannot be read is left as it is
    if image.mode not in ("L", "RGB"):
        image = image.convert("L" if image.mode in ("1", "LA") else "RGB")
    image.thumbnail((longest, longest), Image.Resampling.BOX, reducing_gap=2.0)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    if out.tell() > before * 0.9:
        return 0
    mask = stream.get("/SMask")
    for key in list(stream.keys()):
        if key not in ("/Type", "/Subtype", "/Length"):
            del stream[key]
    stream.write(out.getvalue(), filter=pikepdf.Name.DCTDecode)
    stream.Width, stream.Height, stream.BitsPerComponent = image.width, image.height, 8
    stream.ColorSpace = pikepdf.Name.DeviceGray if image.mode == "L" else pikepdf.Name.DeviceRGB
    if mask is not None:
        stream.SMask = mask
    return 1


# --- the process --------------------------------------------------------------------------------------------


def _limit() -> None:
    """Little memory, little time, no files: from here on a bad file can only hurt itself."""
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.alarm(WALL_SECONDS)


def receive(talk: socket.socket) -> tuple[dict[str, Any], bytes]:
    """A head of JSON and a body; EOFError where the other side is gone."""
    lengths = _exactly(talk, 8)
    head, body = struct.unpack("!II", lengths)
    return json.loads(_exactly(talk, head)), bytes(_exactly(talk, body))


def send(talk: socket.socket, head: dict[str, Any], body: bytes) -> None:
    text = json.dumps(head).encode()
    talk.sendall(struct.pack("!II", len(text), len(body)) + text)
    talk.sendall(body)


def _exactly(talk: socket.socket, number: int) -> bytearray:
    got = bytearray(number)
    view = memoryview(got)
    while view:
        read = talk.recv_into(view)
        if not read:
            raise EOFError
        view = view[read:]
    return got


def work(talk: socket.socket) -> None:
    """One job in a child, which says first that it is there: silence later means that its limits ended it."""
    send(talk, {}, b"")
    head, content = receive(talk)
    _limit()
    try:
        answer, made = JOBS[head.pop("job")](content, **head)
    except Refused as refused:
        answer, made = {"said": str(refused)}, b""
    except MemoryError:
        answer, made = {"said": "bomb"}, b""
    except Exception as error:
        # pikepdf tells of memory that it did not get as of any other fault
        answer, made = {"said": "bomb" if "bad_alloc" in repr(error) else "broken"}, b""
    send(talk, answer, made)


def keep(control: socket.socket) -> None:
    """Wait for jobs until the server that started us is gone."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children are buried by the system
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server; its end is ours
    for talk in _jobs(control):
        if os.fork() == 0:
            control.close()
            with contextlib.suppress(EOFError, OSError):
                work(talk)
            os._exit(0)
        talk.close()


def _jobs(control: socket.socket) -> Iterator[socket.socket]:
    while True:
        word, handles, _, _ = socket.recv_fds(control, 1, 1)
        if not word:
            return
        for handle in handles:
            yield socket.socket(fileno=handle)


if __name__ == "__main__":
    keep(socket.socket(fileno=int(sys.argv[1])))
