"""Files that nobody should attach, and what must become of each: taken as text or picture, or refused with a reason.

`CASES` is the table: a name, its kind, how the file is made in a folder of its own, and what may become of it (the
words TEXT, PICTURE, or codes of problems). ANY: whatever is said, as long as something is.
"""

from __future__ import annotations

import gzip
import io
import os
import random
import socket
import struct
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

from teahouse.core.errors import Problem
from teahouse.desktop.documents import LARGEST_FILE, LARGEST_TEXT

TEXT, PICTURE = "text", "picture"
SPECIAL, WORDS, PICTURES, PDFS = "special files", "texts", "pictures", "PDFs"
BROKEN, LARGE = Problem.PICTURE_BROKEN.value, Problem.PICTURE_TOO_LARGE.value
NO_TEXT, LONG, UNREADABLE = Problem.FILE_NOT_TEXT.value, Problem.FILE_TOO_LONG.value, Problem.FILE_UNREADABLE.value
ODD, GONE, FORBIDDEN = Problem.FILE_SPECIAL.value, Problem.FILE_MISSING.value, Problem.FILE_FORBIDDEN.value
PDF_BROKEN, PDF_LOCKED = Problem.PDF_BROKEN.value, Problem.PDF_LOCKED.value
PDF_EMPTY, PDF_HARD = Problem.PDF_WITHOUT_TEXT.value, Problem.PDF_TOO_COMPLEX.value
ANY = "anything"

Make = Callable[[Path], Path]


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    kind: str
    make: Make
    may_be: tuple[str, ...]


def holding(data: bytes | Callable[[], bytes], name: str = "file") -> Make:
    """A file with these bytes."""

    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(data() if callable(data) else data)
        return path

    return make


def existing(path: str) -> Make:
    return lambda _folder: Path(path)


def named(name: bytes) -> Make:
    def make(folder: Path) -> Path:
        path = Path(os.fsdecode(os.fsencode(folder) + b"/" + name))
        path.write_text("tea")
        return path

    return make


def fifo(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


def fifo_with_idle_writer(folder: Path) -> Path:
    path = fifo(folder)
    threading.Thread(target=lambda: os.open(path, os.O_WRONLY), daemon=True).start()
    return path


def listening_socket(folder: Path) -> Path:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "s"))
    return folder / "s"


def link_to(target: str) -> Make:
    def make(folder: Path) -> Path:
        (folder / "link").symlink_to(target)
        return folder / "link"

    return make


def link_to_pipe(folder: Path) -> Path:
    (folder / "link").symlink_to(fifo(folder))
    return folder / "link"


def sparse(size: int) -> Make:
    def make(folder: Path) -> Path:
        with (folder / "sparse").open("wb") as file:
            file.truncate(size)
        return folder / "sparse"

    return make


def growing(folder: Path) -> Path:
    path = folder / "growing"
    path.write_bytes(b"tea\n" * 1000)

    def grow() -> None:
        until = time.monotonic() + 1
        with path.open("ab", buffering=0) as file:
            while time.monotonic() < until:
                file.write(b"tea\n" * 20_000)

    threading.Thread(target=grow, daemon=True).start()
    return path


def vanishing(folder: Path) -> Path:
    path = holding(b"tea\n" * 1000)(folder)
    threading.Timer(0.002, path.unlink).start()
    return path


def shrinking(folder: Path) -> Path:
    path = holding(b"tea\n" * 500_000)(folder)
    threading.Timer(0.002, lambda: os.truncate(path, 10)).start()
    return path


# Pictures.


def png(
    width: int, height: int, data: bytes, *, bits: int = 8, colour: int = 2, more: bytes = b"", way: int = 0
) -> bytes:
    size = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, way)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + more + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def zeros(size: int) -> bytes:
    """So many zeros, deflated, made piece by piece."""
    packer = zlib.compressobj(9)
    piece = b"\0" * (1 << 20)
    packed = b"".join(packer.compress(piece) for _ in range(size >> 20))
    return packed + packer.compress(b"\0" * (size & ((1 << 20) - 1))) + packer.flush()


def real(kind: str, width: int = 64, height: int = 48) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0x1F7A63)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, kind), kind
    return bytes(buffer.data().data())


def gif(width: int, height: int, frames: int = 1) -> bytes:
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    frame = b"\x21\xf9\x04\0\0\0\0\0\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return head + frame * frames + b"\x3b"


def wide_jpeg() -> bytes:
    """A small JPEG whose header claims 65,500 × 65,500 pixels."""
    data = bytearray(real("jpeg"))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", 65500, 65500)
    return bytes(data)


def turned_jpeg() -> bytes:
    """A JPEG whose EXIF part claims an impossible direction and an endless list."""
    exif = b"Exif\0\0II*\0\x08\0\0\0\xff\xff\x12\x01\x03\0\xff\xff\xff\xff\x63\0\0\0"
    data = real("jpeg")
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + data[2:]


def bmp(width: int, height: int, offset: int = 54, bits: int = 24) -> bytes:
    head = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 70, 0, 0, offset) + head + b"\0" * 16


def tiff_in_a_circle() -> bytes:
    entries = [(256, 3, 1, 4), (257, 3, 1, 4), (262, 3, 1, 1), (273, 4, 1, 8), (279, 4, 1, 16)]
    body = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0" + struct.pack("<I", 8) + body + struct.pack("<I", 8)


def tiff_of(width: int, height: int) -> bytes:
    entries = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (262, 3, 1, 1), (322, 4, 1, width),
               (323, 4, 1, height), (324, 4, 1, 8), (325, 4, 1, 0xFFFFFFFF)]  # fmt: skip
    body = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0" + struct.pack("<I", 8) + body + b"\0\0\0\0"


def wide_webp() -> bytes:
    body = b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + b"\xff\xff\xff" + b"\xff\xff\xff"
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def icon(entries: int, data: bytes) -> bytes:
    entry = struct.pack("<BBBBHHII", 0, 0, 0, 0, 1, 32, len(data), 6 + 16 * entries)
    return struct.pack("<HHH", 0, 1, entries) + entry * entries + data


# PDFs, written by hand: what a library would not write.


def pdf(*objects: bytes, root: int = 1, more: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1, with a table that is right."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(
        b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, root, more, start)
    )
    return out.getvalue()


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
ONE_PAGE = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), more, data)


def page_with(content: bytes, more: bytes = b"") -> bytes:
    """A PDF of one page with this content."""
    return pdf(CATALOG, ONE_PAGE, PAGE, stream(content, more), FONT)


def many_pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(count))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    return pdf(CATALOG, b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count), *[page] * count)


def forms_in_a_circle() -> bytes:
    form = stream(b"/X Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>")
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>"
    )
    return pdf(CATALOG, ONE_PAGE, page, stream(b"/X Do"), form)


def encrypted(algorithm: str) -> bytes:
    import pypdf

    writer = pypdf.PdfWriter()
    writer.add_blank_page(99, 99)
    if algorithm.startswith("AES"):  # as another program would have written it: ciphers for it are not here
        return pdf(CATALOG, ONE_PAGE, PAGE, stream(b"x"), FONT, more=_AES)
    writer.encrypt("secret", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


_AES = (
    b"/ID [<00><00>] /Encrypt << /Filter /Standard /V 5 /R 6 /Length 256 /P -1 /StmF /S /StrF /S "
    b"/CF << /S << /CFM /AESV3 /Length 32 /AuthEvent /DocOpen >> >> "
    b"/U <%s> /O <%s> /UE <%s> /OE <%s> /Perms <%s> >>" % (b"00" * 48, b"00" * 48, b"00" * 32, b"00" * 32, b"00" * 16)
)

RUSSIAN = "Старик в чайной медленно пил зелёный чай и говорил об урожае и о детях, которые живут далеко отсюда.\n"
CHINESE = "茶馆里的老人慢慢地喝着绿茶，谈论今年的收成和远方的儿女。窗外下着小雨，街上没有什么人。\n"
TAIWANESE = "茶館裡的老人慢慢地喝著綠茶，談論今年的收成和遠方的兒女。窗外下著小雨，街上沒有什麼人。\n"
JAPANESE = "茶館の老人はゆっくりと緑茶を飲みながら、今年の収穫や遠くに住む子供たちのことを話していた。\n"
KOREAN = "찻집의 노인은 천천히 녹차를 마시며 올해의 수확과 멀리 사는 아이들 이야기를 하고 있었다.\n"
GERMAN = "Der alte Mann im Teehaus trank grünen Tee und erzählte von der Ernte und den Söhnen, die weit weg wohnen.\n"
FRENCH = "Le vieil homme buvait du thé vert et parlait de la récolte de cette année, des élèves et de leurs étés.\n"
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha">%s]><svg xmlns="http://www.w3.org/2000/svg"><text>&z;</text></svg>' % b"".join(
    b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in range(ord("b"), ord("z") + 1)
)
NOISE = random.Random(1).randbytes

CASES: tuple[Case, ...] = (
    Case("a pipe", SPECIAL, fifo, (ODD,)),
    Case("a pipe with a writer that is idle", SPECIAL, fifo_with_idle_writer, (ODD,)),
    Case("a socket", SPECIAL, listening_socket, (ODD,)),
    Case("a folder", SPECIAL, lambda folder: folder, (ODD,)),
    Case("/dev/zero", SPECIAL, existing("/dev/zero"), (ODD,)),
    Case("/dev/random", SPECIAL, existing("/dev/random"), (ODD,)),
    Case("/dev/tty", SPECIAL, existing("/dev/tty"), (ODD,)),
    Case("/dev/full", SPECIAL, existing("/dev/full"), (ODD,)),
    Case("a link to itself", SPECIAL, link_to("link"), (UNREADABLE,)),
    Case("a link to /dev/zero", SPECIAL, link_to("/dev/zero"), (ODD,)),
    Case("a link to a pipe", SPECIAL, link_to_pipe, (ODD,)),
    Case("a link to nothing", SPECIAL, link_to("nowhere"), (GONE,)),
    Case("nothing", SPECIAL, lambda folder: folder / "gone", (GONE,)),
    Case("10 GB of holes", SPECIAL, sparse(10 << 30), (LONG,)),
    Case("50 MB of holes", SPECIAL, sparse(50 << 20), (LONG, NO_TEXT)),
    Case("a file that grows while it is read", SPECIAL, growing, (TEXT, LONG)),
    Case("a file that vanishes", SPECIAL, vanishing, (TEXT, GONE)),
    Case("a file that shrinks", SPECIAL, shrinking, (TEXT,)),
    Case("/proc/self/mem", SPECIAL, existing("/proc/self/mem"), (UNREADABLE, FORBIDDEN)),
    Case("/proc/kmsg", SPECIAL, existing("/proc/kmsg"), (UNREADABLE, FORBIDDEN, TEXT)),
    Case("/proc/kcore", SPECIAL, existing("/proc/kcore"), (LONG, UNREADABLE, FORBIDDEN, GONE)),
    Case("/proc/self/pagemap", SPECIAL, existing("/proc/self/pagemap"), (LONG, NO_TEXT, UNREADABLE, FORBIDDEN)),
    Case("/proc/cpuinfo", SPECIAL, existing("/proc/cpuinfo"), (TEXT,)),
    Case("a name with a line break", SPECIAL, named(b"a\nb.txt"), (TEXT,)),
    Case("a name that is no UTF-8", SPECIAL, named(b"\xff\xfe.txt"), (TEXT, GONE)),
    Case("a name that turns its direction", SPECIAL, named("a\u202etxt.exe".encode()), (TEXT,)),
    Case("a name of 255 bytes", SPECIAL, named(b"n" * 255), (TEXT,)),
    Case("an empty file", WORDS, holding(b""), (TEXT,)),
    Case("P1 and words", WORDS, holding(b"P1 is the first plan.\n"), (TEXT,)),
    Case("P3 and numbers", WORDS, holding(b"P3 2 2 255 of them\n"), (TEXT,)),
    Case("P6 and numbers", WORDS, holding(b"P6 2024 12 31 is the plan.\n"), (TEXT,)),
    Case("BMW", WORDS, holding(b"BMW and Mercedes are cars of some makers.\n" * 3), (TEXT,)),
    Case("GIF89a and words", WORDS, holding(b"GIF89a is a format of pictures.\n"), (TEXT,)),
    Case("RIFF and words", WORDS, holding(b"RIFF is a container.\n"), (TEXT,)),
    Case("%PDF- in a sentence", WORDS, holding(b"Files with %PDF-1.7 at the beginning are PDFs.\n"), (TEXT,)),
    Case("GB 18030", WORDS, holding(CHINESE.encode("gb18030")), (TEXT,)),
    Case("Big5", WORDS, holding(TAIWANESE.encode("big5")), (TEXT,)),
    Case("Shift_JIS", WORDS, holding(JAPANESE.encode("shift_jis")), (TEXT,)),
    Case("EUC-JP", WORDS, holding(JAPANESE.encode("euc_jp")), (TEXT,)),
    Case("EUC-KR", WORDS, holding(KOREAN.encode("euc_kr")), (TEXT,)),
    Case("Windows-1251", WORDS, holding(RUSSIAN.encode("cp1251")), (TEXT,)),
    Case("KOI8-R", WORDS, holding(RUSSIAN.encode("koi8-r")), (TEXT,)),
    Case("Latin-1", WORDS, holding(GERMAN.encode("latin-1")), (TEXT,)),
    Case("Windows-1252", WORDS, holding(FRENCH.encode("cp1252")), (TEXT,)),
    Case("UTF-16 with a mark", WORDS, holding(CHINESE.encode("utf-16")), (TEXT,)),
    Case("UTF-16 without a mark", WORDS, holding(CHINESE.encode("utf-16-be")), (TEXT,)),
    Case("UTF-32 without a mark", WORDS, holding(RUSSIAN.encode("utf-32-le")), (TEXT,)),
    Case("a mark and nothing", WORDS, holding(b"\xef\xbb\xbf"), (TEXT,)),
    Case("half a character at the end", WORDS, holding(CHINESE.encode()[:-2]), (TEXT, NO_TEXT)),
    Case("surrogates in UTF-8", WORDS, holding(b"tea \xed\xa0\x80 tea\n" * 99), (ANY,)),
    Case("two encodings in one file", WORDS, holding(RUSSIAN.encode("koi8-r") + CHINESE.encode()), (ANY,)),
    Case("one line of 4 MB", WORDS, holding(b"a" * LARGEST_TEXT), (TEXT,)),
    Case("a byte too many", WORDS, holding(b"a" * (LARGEST_TEXT + 1)), (LONG,)),
    Case("4 MB of zeros", WORDS, holding(b"\0" * LARGEST_TEXT), (NO_TEXT,)),
    Case("1 MB of noise", WORDS, holding(NOISE(1 << 20)), (NO_TEXT,)),
    Case("4 MB of noise without zeros", WORDS, holding(NOISE(LARGEST_TEXT).replace(b"\0", b"\1")), (NO_TEXT,)),
    Case("4 MB of Shift_JIS", WORDS, holding((JAPANESE * 40_000).encode("shift_jis")[:LARGEST_TEXT]), (TEXT,)),
    Case("a program", WORDS, holding(b"\x7fELF\2\1\1\0" + NOISE(9999)), (NO_TEXT,)),
    Case("a ZIP", WORDS, holding(b"PK\3\4\x14\0\0\0\x08\0" + NOISE(9999)), (NO_TEXT,)),
    Case("1 GB of zeros in gzip", WORDS, holding(lambda: gzip.compress(b"\0" * (64 << 20))), (NO_TEXT,)),
    Case("escapes of a terminal", WORDS, holding(b"\x1b[31mred\x1b[0m\x1b]0;title\x07\n" * 99), (ANY,)),
    Case("a billion laughs", WORDS, holding(LAUGHS, "laughs.svg"), (TEXT,)),
    Case(
        "a drawing that loads others",
        WORDS,
        holding(b'<svg xmlns:x="http://www.w3.org/1999/xlink"><image x:href="http://198.51.100.1/a"/></svg>', "a.svg"),
        (TEXT,),
    ),
    Case("100,000 levels of JSON", WORDS, holding(b"[" * 100_000), (TEXT,)),
    Case("a page with a script", WORDS, holding(b"<script>while(1);</script>"), (TEXT,)),
    Case("a PNG of 60,000 × 60,000", PICTURES, holding(png(60_000, 60_000, zlib.compress(b"\0" * 99))), (LARGE,)),
    Case(
        "a PNG of 20,000 × 20,000 in 50 kB",
        PICTURES,
        holding(lambda: png(20_000, 20_000, zeros(2501 * 20_000), bits=1, colour=0)),
        (LARGE, PICTURE),
    ),
    Case("half a PNG", PICTURES, holding(lambda: real("png", 600, 600)[:200]), (BROKEN,)),
    Case(
        "a PNG with a wrong sum",
        PICTURES,
        holding(lambda: real("png")[:40] + b"\0\0\0\0" + real("png")[44:]),
        (BROKEN,),
    ),
    Case(
        "a PNG with 200 MB of words in 200 kB",
        PICTURES,
        holding(lambda: png(1, 1, zlib.compress(b"\0" * 4), more=chunk(b"zTXt", b"a\0\0" + zeros(200 << 20)))),
        (PICTURE, BROKEN),
    ),
    Case("a PNG that ends before its pixels", PICTURES, holding(png(9, 9, b"")), (BROKEN, PICTURE)),
    Case("a GIF of 65,535 × 65,535", PICTURES, holding(gif(65535, 65535)), (LARGE, BROKEN)),
    Case("a GIF of 100,000 pictures", PICTURES, holding(gif(9, 9, 100_000)), (PICTURE,)),
    Case("half a GIF", PICTURES, holding(gif(9, 9)[:20]), (BROKEN,)),
    Case("half a JPEG", PICTURES, holding(lambda: real("jpeg", 600, 600)[:1000]), (BROKEN, PICTURE)),
    Case("a JPEG of 65,500 × 65,500", PICTURES, holding(wide_jpeg), (LARGE,)),
    Case("a JPEG that is turned nowhere", PICTURES, holding(turned_jpeg), (PICTURE, BROKEN)),
    Case("a line of 65,000 pixels", PICTURES, holding(lambda: real("png", 65_000, 1)), (PICTURE,)),
    Case("a BMP of 2³¹ pixels", PICTURES, holding(bmp(0x7FFFFFFF, 1)), (LARGE, BROKEN)),
    Case("a BMP of −2³¹ lines", PICTURES, holding(bmp(9, -0x80000000)), (LARGE, BROKEN)),
    Case("a BMP whose pixels lie behind its end", PICTURES, holding(bmp(9, 9, 0x7FFFFFFF)), (BROKEN, PICTURE)),
    Case("a TIFF in a circle", PICTURES, holding(tiff_in_a_circle()), (BROKEN, PICTURE)),
    Case("a TIFF with a tile of 4 GB", PICTURES, holding(tiff_of(65_000, 65_000)), (LARGE, BROKEN)),
    Case("a TIFF of zeros", PICTURES, holding(b"II*\0" + b"\0" * 99), (BROKEN,)),
    Case("a WebP of 16 million × 16 million", PICTURES, holding(wide_webp()), (LARGE, BROKEN)),
    Case("half a WebP", PICTURES, holding(lambda: real("webp", 600, 600)[:60]), (BROKEN,)),
    Case("an icon of 1,000 pictures", PICTURES, holding(lambda: icon(250, real("png"))), (PICTURE, BROKEN)),
    Case(
        "an icon with a PNG of 60,000 × 60,000", PICTURES, holding(icon(1, png(60_000, 60_000, b"x"))), (LARGE, BROKEN)
    ),
    Case("an ICNS that lies about its length", PICTURES, holding(b"icns\0\xff\xff\xffic10\x7f\xff\xff\xff"), (BROKEN,)),
    Case("a PPM of 99,999 × 99,999", PICTURES, holding(b"P6 99999 99999 255\n\0\0\0\0"), (LARGE, BROKEN)),
    Case("a PDF of noise", PDFS, holding(b"%PDF-1.7\n" + NOISE(5000)), (PDF_BROKEN,)),
    Case("nothing but the mark", PDFS, holding(b"%PDF-"), (PDF_BROKEN, PDF_EMPTY)),
    Case("locked with RC4", PDFS, holding(lambda: encrypted("RC4-128")), (PDF_LOCKED,)),
    Case("locked with AES", PDFS, holding(lambda: encrypted("AES-256")), (PDF_LOCKED, PDF_BROKEN)),
    Case("pages without words", PDFS, holding(many_pages(3)), (PDF_EMPTY,)),
    Case("10,000 pages", PDFS, holding(lambda: many_pages(10_000)), (PDF_EMPTY, PDF_HARD)),
    Case(
        "pages in a circle",
        PDFS,
        holding(pdf(CATALOG, b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>")),
        (PDF_EMPTY, PDF_BROKEN, PDF_HARD),
    ),
    Case(
        "a page that is its own parent",
        PDFS,
        holding(pdf(CATALOG, ONE_PAGE, PAGE.replace(b"2 0 R", b"3 0 R"), stream(b"")), "a.pdf"),
        (PDF_EMPTY, PDF_BROKEN, PDF_HARD),
    ),
    Case("forms in a circle", PDFS, holding(forms_in_a_circle()), (PDF_EMPTY, PDF_BROKEN, PDF_HARD)),
    Case(
        "2 GB of zeros in a page",
        PDFS,
        holding(lambda: page_with(zeros(2 << 30), b"/Filter /FlateDecode")),
        (PDF_BROKEN, PDF_HARD, PDF_EMPTY),
    ),
    Case(
        "zeros deflated three times",
        PDFS,
        holding(
            lambda: page_with(
                zlib.compress(zlib.compress(zeros(1 << 30))), b"/Filter [/FlateDecode /FlateDecode /FlateDecode]"
            )
        ),
        (PDF_BROKEN, PDF_HARD, PDF_EMPTY),
    ),
    Case(
        "an index that points to itself",
        PDFS,
        holding(pdf(CATALOG, ONE_PAGE, PAGE, stream(b""), FONT, more=b"/Prev 9")),
        (PDF_EMPTY, PDF_BROKEN, PDF_HARD),
    ),
    Case(
        "two billion objects",
        PDFS,
        holding(pdf(CATALOG, ONE_PAGE, PAGE, stream(b""), FONT).replace(b"0 6\n", b"0 2147483647\n")),
        (PDF_EMPTY, PDF_BROKEN, PDF_HARD),
    ),
    Case(
        "a script and a link",
        PDFS,
        holding(
            page_with(b"BT /F 9 Tf (Green tea) Tj ET").replace(
                b"/Pages 2 0 R", b"/Pages 2 0 R /OpenAction << /S /URI /URI (http://198.51.100.1/) >>"
            )
        ),
        (TEXT, PDF_BROKEN),
    ),
    Case(
        "40 MB of words on a page",
        PDFS,
        holding(
            lambda: page_with(
                zlib.compress(b"BT /F 9 Tf " + b"(tea tea tea tea tea tea tea tea ) Tj " * 1_000_000 + b"ET"),
                b"/Filter /FlateDecode",
            )
        ),
        (LONG, PDF_HARD, PDF_BROKEN),
    ),
    Case(
        "a page of 3 million signs",
        PDFS,
        holding(lambda: page_with(b"q " * 3_000_000)),
        (PDF_EMPTY, PDF_HARD, PDF_BROKEN),
    ),
    Case(
        "strings of 100,000 levels",
        PDFS,
        holding(page_with(b"BT (" + b"(" * 100_000 + b") Tj ET")),
        (PDF_EMPTY, PDF_BROKEN, PDF_HARD, TEXT),
    ),
    Case(
        "lists of 100,000 levels",
        PDFS,
        holding(pdf(CATALOG, ONE_PAGE, b"[" * 100_000)),
        (PDF_EMPTY, PDF_BROKEN, PDF_HARD),
    ),
    Case("a PDF larger than is read", PDFS, holding(lambda: b"%PDF-1.7\n" + b"\0" * LARGEST_FILE), (LONG,)),
)
