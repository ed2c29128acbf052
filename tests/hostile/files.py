"""A corpus of bad uploads: name -> (bytes, what must come of it).

What must come of it is a set of refusal codes, or KEPT: taken, and clean. A few may end either way (EITHER):
a reader that repairs them and one that gives up are both right, as long as nothing active is kept.
"""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

KEPT = "kept"
EITHER = frozenset({KEPT, "broken", "bomb", "pages", "size-of-page"})
CANARY = "sojourn-canary"  # in every payload: wherever it shows up afterwards, something went through


@dataclass(frozen=True)
class Bad:
    """One bad file: what the sender calls it, what it holds, and how it may end."""

    content: bytes
    ends: frozenset[str]
    filename: str = "cv.pdf"
    mime: str = "application/pdf"


def corpus() -> dict[str, Bad]:
    """Everything, by name; made anew each time, the same each time."""
    return {name: make() for name, make in MAKERS.items()}


MAKERS: dict[str, Callable[[], Bad]] = {}


def _kept(change: Callable[[pikepdf.Pdf], None], **save: object) -> Callable[[], Bad]:
    return lambda: Bad(pdf(change, **save), frozenset({KEPT}))


def _refused(content: bytes | Callable[[], bytes], *codes: str, **more: str) -> Callable[[], Bad]:
    return lambda: Bad(content() if callable(content) else content, frozenset(codes), **more)


def _either(content: bytes | Callable[[], bytes]) -> Callable[[], Bad]:
    return lambda: Bad(content() if callable(content) else content, EITHER)


def pdf(change: Callable[[pikepdf.Pdf], None] | None = None, *, pages: int = 1, **save: object) -> bytes:
    """A small true PDF, changed."""
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page(page_size=(595, 842))
        if change:
            change(made)
        out = io.BytesIO()
        made.save(out, **{"static_id": True, **save})
    return out.getvalue()


# --- what acts ----------------------------------------------------------------------------------------------


def script() -> Dictionary:
    return Dictionary(Type=Name.Action, S=Name.JavaScript, JS=String(f"app.alert('{CANARY}')"))


def launch() -> Dictionary:
    return Dictionary(
        Type=Name.Action, S=Name.Launch, F=String(f"{CANARY}.exe"), Win=Dictionary(F=String("cmd.exe"))
    )


def uri(address: str) -> Dictionary:
    return Dictionary(Type=Name.Action, S=Name.URI, URI=String(address))


def act(kind: str, **more: object) -> Dictionary:
    return Dictionary(Type=Name.Action, S=Name(kind), **more)


def annotation(**more: object) -> Callable[[pikepdf.Pdf], None]:
    def change(made: pikepdf.Pdf) -> None:
        fields = {"Subtype": Name.Link, **{k: v(made) if callable(v) else v for k, v in more.items()}}
        note = Dictionary(Type=Name.Annot, Rect=Array([0, 0, 595, 842]), **fields)
        made.pages[0].obj.Annots = Array([made.make_indirect(note)])

    return change


def direct_annotation(**more: object) -> Callable[[pikepdf.Pdf], None]:
    def change(made: pikepdf.Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), **more)
        made.pages[0].obj.Annots = Array([note])

    return change


def root(**more: object) -> Callable[[pikepdf.Pdf], None]:
    def change(made: pikepdf.Pdf) -> None:
        for key, value in more.items():
            made.Root[f"/{key}"] = value(made) if callable(value) else value

    return change


def file_within(made: pikepdf.Pdf) -> Dictionary:
    held = made.make_stream(f"{CANARY} MZ program".encode(), Type=Name.EmbeddedFile)
    return Dictionary(
        Type=Name.Filespec, F=String("a.exe"), UF=String("a.exe"), EF=Dictionary(F=held, UF=held)
    )


def names_with_files(made: pikepdf.Pdf) -> Dictionary:
    return Dictionary(
        EmbeddedFiles=Dictionary(Names=Array([String("a.exe"), made.make_indirect(file_within(made))]))
    )


def xfa(made: pikepdf.Pdf) -> Dictionary:
    form = made.make_stream(f"<xdp:xdp><script>{CANARY}</script></xdp:xdp>".encode())
    return Dictionary(Fields=Array([]), XFA=Array([String("template"), form]))


def field_with(**actions: object) -> Callable[[pikepdf.Pdf], None]:
    def change(made: pikepdf.Pdf) -> None:
        field = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=String("name"),
            Rect=Array([0, 0, 99, 20]),
            **actions,
        )
        held = made.make_indirect(field)
        made.pages[0].obj.Annots = Array([held])
        made.Root.AcroForm = Dictionary(Fields=Array([held]))

    return change


def in_outline(made: pikepdf.Pdf) -> None:
    with made.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Click", 0))
    made.Root.Outlines.First.A = script()


def in_object_stream(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = made.make_indirect(script())


def chain(made: pikepdf.Pdf) -> None:
    first = uri("https://example.org/")
    first.Next = Array([script(), launch()])
    annotation(A=first)(made)


def deep_chain(made: pikepdf.Pdf) -> None:
    action = script()
    for _ in range(40):
        action = act("/GoTo", D=String("x"), Next=action)
    annotation(A=action)(made)


def unreferenced(made: pikepdf.Pdf) -> None:
    made.pages[0].obj.Somewhere = Dictionary(
        Else=Dictionary(Deep=Array([Dictionary(A=script(), AA=Dictionary(O=script()))]))
    )


def page_actions(made: pikepdf.Pdf) -> None:
    made.pages[0].obj.AA = Dictionary(O=script(), C=launch())


def outside_stream(made: pikepdf.Pdf) -> None:
    held = made.make_stream(b"", F=String(f"\\\\{CANARY}\\share\\page"), FFilter=Name.FlateDecode)
    made.pages[0].obj.Contents = held


def reference_object(made: pikepdf.Pdf) -> None:
    form = made.make_stream(
        b"",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 1, 1]),
        Ref=Dictionary(F=String(f"{CANARY}.pdf"), Page=0),
    )
    made.pages[0].obj.Resources = Dictionary(XObject=Dictionary(X=form))


def rendition(made: pikepdf.Pdf) -> None:
    media = Dictionary(S=Name.MR, C=Dictionary(S=Name.MCD, CT=String("video/mp4"), D=file_within(made)))
    annotation(Subtype=Name.Screen, A=act("/Rendition", R=media, JS=String(CANARY)))(made)


def rich_media(made: pikepdf.Pdf) -> None:
    annotation(
        Subtype=Name.RichMedia,
        RichMediaContent=Dictionary(Assets=Dictionary(Names=Array([String("x.swf"), file_within(made)]))),
        RichMediaSettings=Dictionary(Activation=Dictionary(Condition=Name.PO)),
    )(made)


def escaped_names(content: bytes) -> bytes:
    """Names in the spelling that naive filters overlook: /J#61vaScript."""
    return content.replace(b"/JavaScript", b"/J#61vaScript").replace(b"/OpenAction", b"/Open#41ction")


ACTING = {
    "script when opened": root(OpenAction=lambda made: script()),
    "script when opened, indirect": in_object_stream,
    "script by name": root(
        Names=lambda made: Dictionary(
            JavaScript=Dictionary(Names=Array([String("a"), made.make_indirect(script())]))
        )
    ),
    "script of the catalogue": root(AA=lambda made: Dictionary(WC=script(), DP=script())),
    "script of a page": page_actions,
    "script behind a link": annotation(A=lambda made: script()),
    "script behind a direct link": direct_annotation(A=script()),
    "script of an annotation": annotation(AA=lambda made: Dictionary(E=script())),
    "script in a bookmark": in_outline,
    "script in a stream": root(
        OpenAction=lambda made: Dictionary(
            S=Name.JavaScript, JS=made.make_stream(f"app.alert('{CANARY}')".encode())
        )
    ),
    "script at the end of a chain": chain,
    "script at the end of a long chain": deep_chain,
    "script in a key nobody knows": unreferenced,
    "script of a field": field_with(AA=Dictionary(K=script(), F=script(), V=script(), C=script())),
    "script of a button": field_with(A=script(), PA=script()),
    "launch when opened": root(OpenAction=lambda made: launch()),
    "launch behind a link": annotation(A=lambda made: launch()),
    "form that sends": field_with(A=act("/SubmitForm", F=String(f"https://{CANARY}.example/"))),
    "form that imports": field_with(A=act("/ImportData", F=String(f"{CANARY}.fdf"))),
    "form that resets": field_with(A=act("/ResetForm")),
    "form of XFA": root(AcroForm=xfa),
    "file within": root(Names=names_with_files),
    "file attached to a page": annotation(Subtype=Name.FileAttachment, FS=file_within),
    "file associated": root(AF=lambda made: Array([made.make_indirect(file_within(made))])),
    "portfolio": root(Collection=lambda made: Dictionary(View=Name.T), Names=names_with_files),
    "jump into another file": annotation(
        A=act("/GoToR", F=String(f"\\\\{CANARY}\\x.pdf"), D=Array([0, Name.Fit]))
    ),
    "jump into a file within": annotation(A=act("/GoToE", T=Dictionary(R=Name.C, N=String(CANARY)))),
    "link to a script": annotation(A=uri(f"javascript:alert('{CANARY}')")),
    "link to a file": annotation(A=uri(f"file:{2 * '/'}/etc/{CANARY}")),
    "link to a share": annotation(A=uri(f"\\\\{CANARY}\\share")),
    "link with data": annotation(A=uri(f"data:text/html,<script>{CANARY}</script>")),
    "link with a line break": annotation(A=uri(f"https://a.example/\r\nX: {CANARY}")),
    "base of all links": root(URI=Dictionary(Base=String(f"javascript:{CANARY}"))),
    "rich media": rich_media,
    "film": annotation(Subtype=Name.Movie, Movie=lambda made: Dictionary(F=file_within(made)), A=True),
    "sound": annotation(Subtype=Name.Sound, Sound=lambda made: made.make_stream(CANARY.encode(), R=8000)),
    "rendition": rendition,
    "model in space": annotation(
        Subtype=Name("/3D"), **{"3DD": lambda made: made.make_stream(CANARY.encode())}
    ),
    "stream in another file": outside_stream,
    "reference to another file": reference_object,
    "print command by name": annotation(A=act("/Named", N=Name.Print)),
    "layers by action": annotation(A=act("/SetOCGState", State=Array([Name.OFF]), JS=String(CANARY))),
    "private data": root(
        PieceInfo=lambda made: Dictionary(X=Dictionary(Private=made.make_stream(CANARY.encode())))
    ),
    "thread": annotation(A=act("/Thread", F=String(CANARY), D=0)),
    "hiding": annotation(A=act("/Hide", T=String(CANARY))),
}
for _name, _change in ACTING.items():
    MAKERS[_name] = _kept(_change)
    if _name.startswith(("script", "launch")):
        packed = {"object_stream_mode": pikepdf.ObjectStreamMode.generate}
        MAKERS[f"{_name}, packed"] = _kept(_change, **packed)
MAKERS["script with an escaped name"] = lambda: Bad(
    escaped_names(pdf(root(OpenAction=lambda made: script()), compress_streams=False)), frozenset({KEPT})
)
MAKERS["script in an update"] = lambda: Bad(
    pdf()
    + b"\n9 0 obj\n<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS("
    + CANARY.encode()
    + b")>>>>\nendobj\n"
    b"trailer\n<</Root 9 0 R/Size 10>>\nstartxref\n0\n%%EOF\n",
    EITHER,
)


# --- locked, cut, damaged -----------------------------------------------------------------------------------


def locked(**passwords: str) -> Callable[[], bytes]:
    return lambda: pdf(encryption=pikepdf.Encryption(**{"owner": "", "user": "", **passwords}))


def old_lock(r: int) -> Callable[[], bytes]:
    return lambda: pdf(encryption=pikepdf.Encryption(owner="o", user="u", R=r, aes=r >= 4, metadata=r >= 4))


def cut(share: float) -> Callable[[], bytes]:
    def make() -> bytes:
        whole = pdf(pages=5, compress_streams=False)
        return whole[: int(len(whole) * share)]

    return make


def raw(*objects: str, trailer: str = "<</Root 1 0 R/Size 9>>", head: str = "%PDF-1.7\n") -> bytes:
    """A PDF written by hand, without a table of its objects: readers rebuild it."""
    body = "".join(f"{number} 0 obj\n{text}\nendobj\n" for number, text in enumerate(objects, 1))
    return f"{head}{body}trailer\n{trailer}\nstartxref\n0\n%%EOF\n".encode("latin-1")


PAGE = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
ONE = "<</Type/Pages/Count 1/Kids[3 0 R]>>"
CATALOG = "<</Type/Catalog/Pages 2 0 R>>"


def with_table(start: int) -> bytes:
    """A table of objects that names itself as the one before."""
    body = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    body += b"2 0 obj\n<</Type/Pages/Count 0/Kids[]>>\nendobj\n"
    at = len(body)
    before = at if start < 0 else start
    table = b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \n"
    tail = f"trailer\n<</Root 1 0 R/Size 3/Prev {before}>>\nstartxref\n{at}\n%%EOF\n".encode()
    return body + table + tail


def noise(number: int) -> bytes:
    """A true PDF with bytes turned at random places."""
    dice = random.Random(number)
    content = bytearray(pdf(root(OpenAction=lambda made: script()), pages=3, compress_streams=False))
    for _ in range(4 + number):
        content[dice.randrange(9, len(content) - 40)] = dice.randrange(256)
    return bytes(content)


MAKERS |= {
    "locked for reading": _refused(locked(user="u", owner="o"), "encrypted"),
    "locked for changing": _refused(locked(owner="o"), "encrypted"),
    "locked with an empty password": _refused(locked(), "encrypted"),
    "locked the oldest way": _refused(old_lock(2), "encrypted"),
    "locked the old way": _refused(old_lock(3), "encrypted"),
    "locked by AES": _refused(old_lock(4), "encrypted"),
    "lock that names no method": _refused(
        raw(
            CATALOG,
            ONE,
            PAGE,
            "<</Filter/Nothing/V 9>>",
            trailer="<</Root 1 0 R/Size 9/Encrypt 4 0 R/ID[<00><00>]>>",
        ),
        "broken",
        "encrypted",
    ),
    "nothing": _refused(b"", "empty", "required"),
    "one byte": _refused(b"%", "type"),
    "one zero": _refused(b"\0", "type"),
    "header alone": _refused(b"%PDF-1.7\n", "broken"),
    "header and end alone": _refused(b"%PDF-1.7\n%%EOF\n", "broken"),
    "cut after a tenth": _refused(cut(0.1), "broken"),
    "cut in the middle": _refused(cut(0.5), "broken"),
    "cut before the end": _refused(cut(0.97), "broken"),
    "end cut off": _refused(lambda: pdf()[:-7], "broken"),
    "end in an earlier version only": _refused(
        lambda: pdf() + b"8 0 obj\n<</A 1>>\nendobj\nxref\n0", "broken"
    ),
    "no table": _either(raw(CATALOG, ONE, PAGE)),
    "no catalogue": _refused(raw("<</Type/Nothing>>", trailer="<</Size 2>>"), "broken"),
    "no trailer": _refused(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF", "broken"),
    "no tree of pages": _refused(raw("<</Type/Catalog>>"), "broken", "pages"),
    "no pages": _refused(lambda: pdf(pages=0), "pages"),
    "table that follows itself": _either(lambda: with_table(-1)),
    "table far behind the end": _either(lambda: with_table(10**9)),
    "table before the beginning": _either(lambda: with_table(0)),
    "size of four thousand million": _either(
        raw(CATALOG, ONE, PAGE, trailer="<</Root 1 0 R/Size 4294967295>>")
    ),
    "tree that bites its tail": _refused(
        raw(CATALOG, "<</Type/Pages/Count 2/Kids[3 0 R 2 0 R]>>", PAGE), "broken"
    ),
    "tree that bites its parent": _refused(
        raw(CATALOG, "<</Type/Pages/Count 2/Kids[3 0 R]>>", "<</Type/Pages/Count 1/Kids[2 0 R]>>"), "broken"
    ),
    "tree that doubles forty times": _refused(
        raw(CATALOG, *(f"<</Type/Pages/Count 2/Kids[{n + 1} 0 R {n + 1} 0 R]>>" for n in range(2, 42)), PAGE),
        "broken",
        "bomb",
        "pages",
    ),
    "same page a thousand times": _refused(
        raw(CATALOG, f"<</Type/Pages/Count 1000/Kids[{'3 0 R ' * 1000}]>>", PAGE), "pages", "broken"
    ),
    "count that lies": _either(raw(CATALOG, "<</Type/Pages/Count 2147483647/Kids[3 0 R]>>", PAGE)),
    "count below zero": _either(raw(CATALOG, "<</Type/Pages/Count -5/Kids[3 0 R]>>", PAGE)),
    "child that is a number": _either(raw(CATALOG, "<</Type/Pages/Count 2/Kids[3 0 R 7]>>", PAGE)),
    "page that is a number": _refused(raw(CATALOG, ONE, "42"), "broken", "pages"),
    "too many pages": _refused(lambda: pdf(pages=201), "pages"),
    "page of a kilometre": _refused(
        raw(CATALOG, ONE, PAGE.replace("595 842", "2834646 2834646")), "size-of-page"
    ),
    "page of nothing": _refused(raw(CATALOG, ONE, PAGE.replace("595 842", "0 0")), "size-of-page"),
    "page without a size": _refused(raw(CATALOG, ONE, "<</Type/Page/Parent 2 0 R>>"), "size-of-page", KEPT),
    "page sized in words": _refused(
        raw(CATALOG, ONE, PAGE.replace("595 842", "(a) (b)")), "size-of-page", KEPT
    ),
    "page of great units": _refused(
        lambda: pdf(lambda made: made.pages[0].obj.__setitem__("/UserUnit", 75000)), "size-of-page"
    ),
    "page of not a number": _refused(
        raw(CATALOG, ONE, PAGE.replace("595 842", "1e99999 1e99999")), "size-of-page", "broken", KEPT
    ),
    "nested five hundred deep": _either(raw(CATALOG, ONE, PAGE[:-2] + "/X" + "[" * 500 + "]" * 500 + ">>")),
    "nested a hundred thousand deep": _either(
        raw(CATALOG, ONE, PAGE[:-2] + "/X" + "[" * 100_000 + "]" * 100_000 + ">>")
    ),
    "object that refers to itself": _either(raw(CATALOG, ONE, PAGE[:-2] + "/X 4 0 R>>", "4 0 R")),
    "contents that hold themselves": _either(
        raw(CATALOG, ONE, PAGE[:-2] + "/Contents 4 0 R>>", "[4 0 R 4 0 R]")
    ),
    "length that lies": _either(
        raw(CATALOG, ONE, PAGE[:-2] + "/Contents 4 0 R>>", "<</Length 2147483647>>\nstream\nq Q\nendstream")
    ),
    **{f"bytes turned, {number}": _either(lambda number=number: noise(number)) for number in range(8)},
}


# --- bombs --------------------------------------------------------------------------------------------------


def zeros(megabytes: int) -> bytes:
    """So many megabytes of zeros, packed: one block that stands on its own, repeated."""
    size = 1_000_000
    pack = zlib.compressobj(9)
    first = pack.compress(bytes(size)) + pack.flush(zlib.Z_FULL_FLUSH)
    block = pack.compress(bytes(size)) + pack.flush(zlib.Z_FULL_FLUSH)
    pack = zlib.compressobj(9, zlib.DEFLATED, -15)
    end = pack.flush() + ((megabytes * size % 65521) << 16 | 1).to_bytes(4, "big")
    return first + block * (megabytes - 1) + end


def stream_of(packed: bytes, filters: str = "/FlateDecode", **keys: object) -> Callable[[pikepdf.Pdf], None]:
    def change(made: pikepdf.Pdf) -> None:
        held = pikepdf.Stream(made, packed)
        named = [Name(one) for one in filters.split()]
        held.Filter = named[0] if len(named) == 1 else Array(named)
        for key, value in keys.items():
            held[f"/{key}"] = value
        made.pages[0].obj.Contents = made.make_indirect(held)

    return change


def bomb_in_an_object_stream() -> bytes:
    """Objects packed away in a stream that unpacks into a gigabyte."""
    first = b"1 0 <</Type/Catalog/Pages 2 0 R>>" + b" "
    pack = zlib.compressobj(9)
    packed = (
        pack.compress(first) + b"".join(pack.compress(b" " * 1_000_000) for _ in range(1000)) + pack.flush()
    )
    out = io.BytesIO(b"")
    out.write(b"%PDF-1.7\n")
    places = {}
    for number, text in ((2, ONE.encode()), (3, PAGE.encode())):
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, text))
    places[4] = out.tell()
    out.write(b"4 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n" % len(packed))
    out.write(packed + b"\nendstream\nendobj\n")
    at = out.tell()
    rows = b"".join(
        kind.to_bytes(1, "big") + place.to_bytes(4, "big") + last.to_bytes(2, "big")
        for kind, place, last in (
            (0, 0, 0),
            (2, 4, 0),
            (1, places[2], 0),
            (1, places[3], 0),
            (1, places[4], 0),
            (1, at, 0),
        )
    )
    out.write(b"5 0 obj\n<</Type/XRef/Size 6/W[1 4 2]/Root 1 0 R/Length %d>>\nstream\n" % len(rows))
    out.write(rows + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % at)
    return out.getvalue()


def picture_bomb(wide: int) -> bytes:
    packed = zeros(100)

    def change(made: pikepdf.Pdf) -> None:
        held = pikepdf.Stream(made, packed)
        held.Type, held.Subtype, held.Filter = Name.XObject, Name.Image, Name.FlateDecode
        held.Width = held.Height = wide
        held.BitsPerComponent, held.ColorSpace = 8, Name.DeviceRGB
        made.pages[0].obj.Resources = Dictionary(XObject=Dictionary(I=made.make_indirect(held)))
        made.pages[0].obj.Contents = made.make_stream(b"q 595 0 0 842 0 0 cm /I Do Q")

    return pdf(change)


def many_objects(number: int) -> bytes:
    return raw(CATALOG, ONE, PAGE, *(["<</A 1>>"] * number))


MAKERS |= {
    "unpacks into a gigabyte": _refused(lambda: pdf(stream_of(zeros(1000))), "bomb"),
    "packed twice": _refused(
        lambda: pdf(stream_of(zlib.compress(zeros(500)), "/FlateDecode /FlateDecode")), "bomb"
    ),
    "many that unpack into half a gigabyte": _refused(
        lambda: pdf(
            root(Many=lambda made: Array([made.make_indirect(_packed(made, zeros(50))) for _ in range(10)]))
        ),
        "bomb",
    ),
    "run lengths": _either(lambda: pdf(stream_of(b"\x81\0" * 150_000, "/RunLengthDecode"))),
    "run lengths of half a gigabyte": _refused(
        lambda: pdf(stream_of(b"\x81\0" * 3_900_000, "/RunLengthDecode")), "bomb"
    ),
    "letters of base 85": _either(lambda: pdf(stream_of(b"z" * 4_000_000 + b"~>", "/ASCII85Decode"))),
    "packed by a method nobody knows": _either(lambda: pdf(stream_of(b"x" * 100, "/NoSuchDecode"))),
    "packed by a chain of hundred": _refused(lambda: pdf(stream_of(zeros(1), "/FlateDecode " * 100)), "bomb"),
    "predictor with a row of two thousand million": _refused(
        lambda: pdf(stream_of(zeros(1), DecodeParms=Dictionary(Predictor=12, Columns=2_000_000_000))), "bomb"
    ),
    "objects that unpack into a gigabyte": _refused(bomb_in_an_object_stream, "bomb", "broken"),
    "picture of four thousand million dots": _either(lambda: picture_bomb(65_000)),
    "picture with a width below zero": _either(lambda: picture_bomb(-5)),
    "two hundred thousand objects": _refused(lambda: many_objects(200_000), "bomb"),
    "names of eight megabytes": _refused(
        lambda: raw(CATALOG, ONE, PAGE[:-2] + "/" + "A" * 8_000_000 + " 1>>"), "size"
    ),
    "array of a million numbers": _either(
        lambda: raw(CATALOG, ONE, PAGE[:-2] + "/X[" + "1 " * 1_000_000 + "]>>")
    ),
    "eight megabytes and one byte": _refused(b"%PDF-1.7\n" + b"\0" * 8_000_000, "size", "too-large"),
    "sixteen megabytes of zeros": _refused(b"\0" * 16_000_000, "size", "too-large"),
}


def _packed(made: pikepdf.Pdf, content: bytes) -> pikepdf.Stream:
    held = pikepdf.Stream(made, content)
    held.Filter = Name.FlateDecode
    return held


# --- two kinds in one, and other kinds ----------------------------------------------------------------------

PAYLOAD = f"<script>alert('{CANARY}')</script>".encode()


def picture(kind: str, mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (8, 8), 128).save(out, kind)
    return out.getvalue()


def folder(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(
                zipfile.ZipInfo(name.replace("__", "/").replace("_", ".")), content, zipfile.ZIP_DEFLATED
            )
    return out.getvalue()


def document() -> bytes:
    return folder(
        **{
            "[Content_Types]_xml": b"<Types/>",
            "word__document_xml": PAYLOAD,
            "word__vbaProject_bin": b"\0" * 99,
        }
    )


def sheet() -> bytes:
    return folder(**{"[Content_Types]_xml": b"<Types/>", "xl__workbook_xml": b"<workbook/>"})


def open_document() -> bytes:
    return folder(mimetype=b"application/vnd.oasis.opendocument.text", content_xml=b"<a/>")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + PAYLOAD + b"</svg>"
HTML = b"<!doctype html><html>" + PAYLOAD + b"</html>"

MAKERS |= {
    "PDF with a folder behind": lambda: Bad(pdf() + folder(a_html=PAYLOAD), frozenset({KEPT})),
    "PDF with a page behind": lambda: Bad(pdf() + HTML, frozenset({KEPT})),
    "PDF with a script behind": lambda: Bad(pdf() + f"\n*/alert('{CANARY}')//".encode(), frozenset({KEPT})),
    "PDF with a program behind": lambda: Bad(pdf() + b"MZ\x90\0" + CANARY.encode(), frozenset({KEPT})),
    "PDF with a comment of script": lambda: Bad(
        pdf().replace(b"%PDF-1.", b"%PDF-1.", 1).replace(b"\n", b"\n%" + PAYLOAD + b"\n", 1), EITHER
    ),
    "page with a PDF behind": _refused(lambda: HTML + pdf(), "type"),
    "script with a PDF behind": _refused(lambda: f"/*{CANARY}*/alert(1)/*".encode() + pdf(), "type"),
    "program with a PDF behind": _refused(lambda: b"MZ\x90\0" + b"\0" * 60 + pdf(), "type"),
    "picture with a PDF behind": _refused(lambda: picture("PNG") + pdf(), "type"),
    "GIF with a PDF behind": _refused(lambda: b"GIF89a/*" + pdf(), "type"),
    "folder with a PDF behind": _refused(lambda: folder(a_txt=b"a") + pdf(), "type"),
    "PDF behind a kilobyte": _refused(lambda: b"x" * 1024 + pdf(), "type"),
    "PDF behind white space": lambda: Bad(b"\r\n \t" + pdf(), EITHER),
    "PDF behind a mark of order": lambda: Bad(b"\xef\xbb\xbf" + pdf(), EITHER),
    "PDF behind a header of HTTP": _refused(lambda: b"HTTP/1.1 200 OK\r\n\r\n" + pdf(), "type"),
    "PDF of version nine": lambda: Bad(pdf().replace(b"%PDF-1.", b"%PDF-9.", 1), EITHER),
    "PostScript": _refused(b"%!PS-Adobe-3.0\n(%stdin) run", "type"),
    "FDF": _refused(b"%FDF-1.2\n1 0 obj<</FDF<</F(x.pdf)>>>>endobj\n%%EOF", "type"),
    **{
        f"picture {kind}": _refused(lambda kind=kind: picture(kind), "type", filename=f"scan.{kind.lower()}")
        for kind in ("PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP", "ICO")
    },
    "picture that calls itself PDF": _refused(lambda: picture("JPEG"), "type"),
    "drawing with a script": _refused(SVG, "type", filename="cv.svg", mime="image/svg+xml"),
    "drawing that calls itself PDF": _refused(SVG, "type"),
    "page": _refused(HTML, "type", filename="cv.html", mime="text/html"),
    "page that calls itself PDF": _refused(HTML, "type"),
    "XML with entities": _refused(
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>', "type"
    ),
    "Word": _refused(document, "type", filename="cv.docx"),
    "Word that calls itself PDF": _refused(document, "type"),
    "old Word": _refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "type", filename="cv.doc"),
    "rich text": _refused(b"{\\rtf1{\\object\\objdata 0105}}", "type", filename="cv.rtf"),
    "Excel": _refused(sheet, "type", filename="cv.xlsx"),
    "OpenDocument": _refused(open_document, "type", filename="cv.odt"),
    "folder": _refused(lambda: folder(cv_pdf=pdf()), "type", filename="cv.zip"),
    "folder that unpacks into a hundred megabytes": _refused(
        lambda: folder(**{f"a{n}_txt": bytes(10_000_000) for n in range(10)}), "type", filename="cv.zip"
    ),
    "packed": _refused(b"\x1f\x8b\x08\0" + b"\0" * 40, "type", filename="cv.pdf.gz"),
    "program": _refused(b"MZ\x90\0" + b"\0" * 200, "type", filename="cv.pdf.exe"),
    "program of Linux": _refused(b"\x7fELF\x02\x01\x01" + b"\0" * 200, "type"),
    "shell script": _refused(f"#!/bin/sh\necho {CANARY}\n".encode(), "type", filename="cv.sh"),
    "plain text": _refused(b"Dear committee, this is my CV.", "type", filename="cv.txt"),
    "text of two bytes each": _refused("%PDF-1.7 ja".encode("utf-16"), "type"),
    "e-mail": _refused(b"From: a@b.example\r\nSubject: CV\r\n\r\nSee attached.", "type", filename="cv.eml"),
}


# --- names --------------------------------------------------------------------------------------------------

NAMES = {
    "name that climbs": "../../../etc/passwd",
    "name that climbs on Windows": "..\\..\\windows\\system32\\cv.pdf",
    "name with a root": "/etc/cron.d/cv.pdf",
    "name with a zero": "cv.pdf\0.exe",
    "name turned round": "cv\u202efdp.exe",
    "name of three hundred letters": "x" * 300 + ".pdf",
    "name of nine hundred accents": "a" + "\u0301" * 900 + ".pdf",
    "name with a header": "cv.pdf\r\nContent-Type: text/html\r\n\r\n<script>",
    "name with quotes": 'cv".pdf"; filename="x.html',
    "name with a script": f"<script>alert('{CANARY}')</script>.pdf",
    "name with a formula": "=cmd|'/c calc'!A1.pdf",
    "name of a device": "CON.pdf",
    "name of a dot": ".",
    "name of two dots": "..",
    "name of spaces": "   ",
    "name without an end": "cv",
    "name with a wrong end": "cv.html",
    "name with two ends": "cv.pdf.html",
    "name of a template": "{{ settings.SECRET_KEY }}.pdf",
    "name in Greek": "Βιογραφικό.pdf",
    "name of a face": "😀😀😀.pdf",
}
for _name, _file in NAMES.items():
    MAKERS[_name] = lambda _file=_file: Bad(pdf(), frozenset({KEPT}), filename=_file)
