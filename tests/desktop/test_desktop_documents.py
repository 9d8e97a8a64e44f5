"""The text of files, in real encodings and in real PDFs."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from teahouse.core.errors import Problem, Trouble
from teahouse.desktop import documents


def trouble_with(path: Path) -> Trouble:
    with pytest.raises(Trouble) as raised:
        documents.text_of(path)
    return raised.value


def pdf_of(path: Path, words: str, password: str = "") -> Path:
    """A PDF of one page that shows `words`; none where there are none."""
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(300, 300)
    if words:
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 20 200 Td ({words}) Tj ET".encode("latin-1"))
        page[NameObject("/Contents")] = writer._add_object(stream)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    with path.open("wb") as file:
        writer.write(file)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030"])
def test_text_is_read_in_the_encodings_that_are_met(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes("茶 and tea\r\n第二行\n".encode(encoding))
    assert documents.text_of(path) == "茶 and tea\n第二行\n"


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "program.bin"
    path.write_bytes(b"\x7fELF\0\0\0\1" * 10)
    assert trouble_with(path).problem is Problem.FILE_NOT_TEXT


def test_a_file_that_no_model_could_read_whole_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    with path.open("wb") as file:
        file.truncate(documents.LARGEST_TEXT + 1)
    trouble = trouble_with(path)
    assert (trouble.problem, trouble.facts["limit_bytes"]) == (Problem.FILE_TOO_LONG, documents.LARGEST_TEXT)


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    assert trouble_with(tmp_path / "gone.txt").problem is Problem.FILE_UNREADABLE
    assert trouble_with(tmp_path).problem is Problem.FILE_UNREADABLE


def test_the_text_of_a_pdf_is_read(tmp_path: Path) -> None:
    assert documents.text_of(pdf_of(tmp_path / "paper.pdf", "Green tea")).strip() == "Green tea"


def test_pdfs_without_text_locked_and_broken_ones_are_told_apart(tmp_path: Path) -> None:
    assert trouble_with(pdf_of(tmp_path / "scan.pdf", "")).problem is Problem.PDF_WITHOUT_TEXT
    assert trouble_with(pdf_of(tmp_path / "locked.pdf", "secret", "key")).problem is Problem.PDF_LOCKED
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\n" + b"\xff" * 500)
    assert trouble_with(broken).problem is Problem.FILE_UNREADABLE
