"""A photographed receipt becomes a page: the JPEG's own bytes in a PDF, without what the camera added.

Nothing is decoded here: the PDF then goes through the check that every PDF of a stranger goes through.
"""

from __future__ import annotations

import io

import pikepdf

START, END, SCAN = 0xD8, 0xD9, 0xDA
FRAMES = (0xC0, 0xC1, 0xC2)  # baseline, extended, progressive
KEPT = (0xE0, 0xEE)  # the format's own marker, and Adobe's: colours depend on it
A4 = (595, 842)
LARGEST = 20_000  # pixels a side


class NotAPicture(ValueError):
    """Not a JPEG that a page can show."""


def is_jpeg(content: bytes) -> bool:
    return content[:3] == b"\xff\xd8\xff"


def as_pdf(content: bytes) -> bytes:
    clean, width, height, colours = _plain(content)
    pdf = pikepdf.new()
    image = pdf.make_stream(clean)
    image.stream_dict = pikepdf.Dictionary(
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=width,
        Height=height,
        ColorSpace={1: pikepdf.Name.DeviceGray, 3: pikepdf.Name.DeviceRGB, 4: pikepdf.Name.DeviceCMYK}[
            colours
        ],
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    scale = min(A4[0] / width, A4[1] / height)
    wide, high = width * scale, height * scale
    pdf.add_blank_page(page_size=A4)
    page = pdf.pages[0]
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=image))
    page.Contents = pdf.make_stream(f"q {wide:.2f} 0 0 {high:.2f} 0 {A4[1] - high:.2f} cm /Im Do Q".encode())
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def _plain(content: bytes) -> tuple[bytes, int, int, int]:
    """The JPEG without its comments and the camera's notes (place, person, time), and its size."""
    if not is_jpeg(content):
        raise NotAPicture("no JPEG")
    kept, at, size = [content[:2]], 2, None
    while at + 4 <= len(content):
        if content[at] != 0xFF:
            raise NotAPicture("broken")
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        piece = content[at : at + 2 + length]
        if length < 2 or len(piece) < 2 + length:
            raise NotAPicture("cut")
        if marker in FRAMES and length >= 8:
            size = int.from_bytes(piece[7:9], "big"), int.from_bytes(piece[5:7], "big"), piece[9]
        if marker == SCAN:
            if size is None:
                raise NotAPicture("no frame")
            width, height, colours = size
            if not (0 < width <= LARGEST and 0 < height <= LARGEST) or colours not in (1, 3, 4):
                raise NotAPicture("size")
            return b"".join([*kept, content[at:]]), width, height, colours
        if not (0xE0 <= marker <= 0xEF or marker == 0xFE) or marker in KEPT:
            kept.append(piece)
        at += 2 + length
    raise NotAPicture("no scan")
