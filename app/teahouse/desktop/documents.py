"""Reads the text of files: plain text and code in any encoding, and PDFs.

`known_text` reads UTF-8 and texts with a byte order mark. Detecting an encoding and reading a PDF take long, hold the
GIL and parse untrusted input, so `text_of` runs in its own process (`main`).
"""

from __future__ import annotations

import codecs
import io
import json
import re
import sys
from typing import BinaryIO

from teahouse.core.errors import Problem, Trouble
from teahouse.core.values import dataclass
from teahouse.desktop.processes import limit_memory, limit_time

LARGEST_TEXT = 4 << 20  # bytes, and characters of the text; more than the context of any model
LARGEST_FILE = 100 << 20  # bytes of a PDF or a picture
PDF = b"%PDF-"
PDF_HEAD = 1024  # bytes in which PDF readers search for the mark
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ENCODINGS = {
    "utf-8": "UTF-8",
    "gb18030": "GB18030",  # holds GBK and GB 2312
    "big5hkscs": "Big5",
    "cp932": "Shift_JIS",
    "euc_jis_2004": "EUC-JP",
    "iso2022_jp_2": "ISO-2022-JP",
    "cp949": "EUC-KR",
    "cp1251": "Windows-1251",
    "koi8-r": "KOI8-R",
    "koi8-u": "KOI8-U",
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "iso8859-2": "ISO-8859-2",
    "utf-16-le": "UTF-16LE",
    "utf-16-be": "UTF-16BE",
    "utf-32-le": "UTF-32LE",
    "utf-32-be": "UTF-32BE",
}
"""The supported encodings, Python's names with common names. Subsets of others are left out."""
_SAMPLE = 64 << 10  # bytes used to detect an encoding
_WRONG = 1000  # with a detected encoding, one of so many characters may be invalid
_CONTROLS = re.compile(r"[\0-\x08\x0e-\x1a\x1c-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff]")  # rare in texts

_FEWEST = 8  # characters needed to detect UTF-16
_EAST_ASIAN = re.compile(r"[\t\n\r -~\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]")


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A file's text, and its encoding, a key of `ENCODINGS`; empty if that is certain."""

    text: str
    encoding: str = ""


def known_text(path: str, data: bytes) -> ReadDocument | None:
    """The text of `data` if its encoding is certain, None if `text_of` must detect it. Raises `Trouble(FILE_TOO_LONG)`.
    `path` is used in errors only."""
    if is_pdf(data):
        return None
    if len(data) > LARGEST_TEXT:
        raise Trouble(Problem.FILE_TOO_LONG, path=path, size_bytes=len(data), limit_bytes=LARGEST_TEXT)
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    try:
        text = data.decode(marked or "utf-8")
    except UnicodeDecodeError:
        return None
    return ReadDocument(_unify_newlines(text)) if _is_text(text) else None


def text_of(path: str, data: bytes, encoding: str = "") -> ReadDocument:
    """The text of `data`, of a PDF or in `encoding`, a key of `ENCODINGS`; an empty one is detected.

    Raises `Trouble` about `path`: FILE_NOT_TEXT, FILE_TOO_LONG, PDF_BROKEN, PDF_LOCKED, PDF_WITHOUT_TEXT.
    """
    if is_pdf(data):
        try:
            return ReadDocument(_read_pdf(path, data))
        except Trouble as trouble:  # a text about PDFs may contain the mark
            if trouble.problem is not Problem.PDF_BROKEN or data.startswith(PDF) or not looks_like_text(data):
                raise
    chosen = encoding or _detect_encoding(data)
    if chosen not in ENCODINGS:
        raise Trouble(Problem.FILE_NOT_TEXT, path=path)
    text = data.decode(chosen, "replace").removeprefix("\ufeff")
    guessed_wrong = not encoding and text.count("\ufffd") * _WRONG > len(text) + _WRONG
    if guessed_wrong or not _is_text(text):
        raise Trouble(Problem.FILE_NOT_TEXT, path=path)
    return ReadDocument(_unify_newlines(text), chosen)


def is_pdf(data: bytes) -> bool:
    """Whether the bytes are a PDF."""
    return PDF in data[:PDF_HEAD]


def looks_like_text(data: bytes) -> bool:
    """Whether the bytes are a text in UTF-8, although they begin like a picture or a PDF."""
    text = data[:_SAMPLE].decode("utf-8", "ignore")
    return len(text.encode()) + 3 >= len(data[:_SAMPLE]) and _is_text(text)


def _detect_encoding(data: bytes) -> str:
    import chardet  # three times as accurate as the others on 50 characters: see docs/decisions.md

    detected = chardet.detect(
        data, max_bytes=_SAMPLE, include_encodings=ENCODINGS, no_match_encoding="utf-8", compat_names=False
    )
    return str(detected["encoding"] or "") or _wide_east_asian(data)


def _wide_east_asian(data: bytes) -> str:
    """The encoding of UTF-16 without a mark if nearly all characters are East Asian, which chardet does not detect."""
    sample = data[:_SAMPLE]
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample.decode(encoding, "ignore")
        if len(text) >= _FEWEST and len(_EAST_ASIAN.findall(text)) >= 0.95 * (len(sample) // 2):
            return encoding
    return ""


def _is_text(text: str) -> bool:
    """Whether at most 1 % are control characters and none is NUL."""
    if "\0" in text:
        return False
    beginning = text[:_SAMPLE]
    return len(_CONTROLS.findall(beginning)) * 100 <= len(beginning)


def _unify_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read_pdf(path: str, data: bytes) -> str:
    import pypdf
    from pypdf.errors import DependencyError, PyPdfError

    pages: list[str] = []
    length = 0
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Trouble(Problem.PDF_LOCKED, path=path)
        for page in reader.pages:
            text = page.extract_text().strip()
            length += len(text) + 2
            if length > LARGEST_TEXT:
                raise Trouble(Problem.FILE_TOO_LONG, path=path, size_bytes=length, limit_bytes=LARGEST_TEXT)
            pages.append(text)
    except (Trouble, MemoryError):
        raise
    except DependencyError as error:  # an unsupported cipher
        raise Trouble(Problem.PDF_LOCKED, path=path) from error
    except (PyPdfError, Exception) as error:  # untrusted input: the parser may raise anything
        raise Trouble(Problem.PDF_BROKEN, path=path) from error
    text = "\n\n".join(pages)
    if not text.strip():
        raise Trouble(Problem.PDF_WITHOUT_TEXT, path=path)
    return text


PROCESS_MEMORY = 2 << 30  # bytes of addresses; see desktop/processes.py for where it is enforced
PROCESS_SECONDS = 60  # of processor time, likewise; elsewhere there is only the reader's deadline


def main() -> int:
    """`teahouse read-document`: reads one PDF, or text of unknown encoding, in a process with limits.

    A parser of untrusted input may hold the GIL, run for hours or fill the memory; a process can be ended. Input: a
    line of JSON (path, encoding), then the file's bytes. Output: a line of JSON (encoding, or problem and facts), then
    the text in UTF-8. It opens no file and no connection. The exit status is 0 unless a limit ended the process.
    """
    limit_memory(PROCESS_MEMORY)
    limit_time(PROCESS_SECONDS)
    request = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    try:
        document = text_of(request["path"], data, request["encoding"])
        write_answer(sys.stdout.buffer, document)
    except (MemoryError, RecursionError):
        write_answer(sys.stdout.buffer, Trouble(Problem.PDF_TOO_COMPLEX, path=request["path"]))
    except Trouble as trouble:
        write_answer(sys.stdout.buffer, trouble)
    return 0


def write_answer(out: BinaryIO, answer: ReadDocument | Trouble) -> None:
    """Write an answer for `read_answer`."""
    head: dict[str, object] = {}
    text = ""
    match answer:
        case Trouble():
            head = {"problem": answer.problem.value, "facts": dict(answer.facts)}
        case ReadDocument(text, encoding):
            head = {"encoding": encoding}
    out.write(json.dumps(head).encode() + b"\n" + text.encode("utf-8", "replace"))
    out.flush()


def read_answer(data: bytes) -> ReadDocument:
    """Read the output of a reading process; raises its `Trouble`, and ValueError for invalid output."""
    head, _, text = data.partition(b"\n")
    match json.loads(head):
        case {"encoding": str(encoding)}:
            return ReadDocument(text.decode("utf-8"), encoding)
        case {"problem": str(problem), "facts": dict(facts)}:
            raise Trouble(Problem(problem), **facts)
    raise ValueError(head)
