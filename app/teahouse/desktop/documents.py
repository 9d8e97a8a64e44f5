"""The text of a file on this computer: plain text and code in the encodings that are met, and PDFs."""

from __future__ import annotations

import codecs
from pathlib import Path

from teahouse.core.errors import Problem, Trouble

LARGEST_TEXT = 4 << 20  # bytes; a model's whole context is far below that
LARGEST_PDF = 200 << 20  # bytes
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ENCODINGS = ("utf-8", "gb18030")  # GB 18030 holds GBK and GB 2312: what Chinese files are in that are not UTF-8


def text_of(path: Path) -> str:
    """The text of a file. Raises `Trouble`: FILE_UNREADABLE (path, message), FILE_NOT_TEXT (path), FILE_TOO_LONG
    (path, size_bytes, limit_bytes), PDF_LOCKED (path), PDF_WITHOUT_TEXT (path)."""
    try:
        with path.open("rb") as file:
            is_pdf = file.read(5) == b"%PDF-"
            _require_size(path, LARGEST_PDF if is_pdf else LARGEST_TEXT)
            file.seek(0)
            data = b"" if is_pdf else file.read(LARGEST_TEXT)
    except OSError as error:
        raise Trouble(Problem.FILE_UNREADABLE, path=str(path), message=error.strerror or "") from error
    text = _of_pdf(path) if is_pdf else _decoded(path, data)
    if len(text) > LARGEST_TEXT:
        raise Trouble(Problem.FILE_TOO_LONG, path=str(path), size_bytes=len(text), limit_bytes=LARGEST_TEXT)
    return text


def _require_size(path: Path, limit: int) -> None:
    size = path.stat().st_size
    if size > limit:
        raise Trouble(Problem.FILE_TOO_LONG, path=str(path), size_bytes=size, limit_bytes=limit)


def _decoded(path: Path, data: bytes) -> str:
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    for encoding in (marked,) if marked else _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise Trouble(Problem.FILE_NOT_TEXT, path=str(path))


def _of_pdf(path: Path) -> str:
    import pypdf
    from pypdf.errors import PyPdfError

    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Trouble(Problem.PDF_LOCKED, path=str(path))
        pages = [page.extract_text() for page in reader.pages]
    except Trouble:
        raise
    except (PyPdfError, OSError, ValueError, LookupError, TypeError, RecursionError, ArithmeticError) as error:
        raise Trouble(Problem.FILE_UNREADABLE, path=str(path), message=str(error)) from error
    text = "\n\n".join(page.strip() for page in pages)
    if not text.strip():
        raise Trouble(Problem.PDF_WITHOUT_TEXT, path=str(path))
    return text
