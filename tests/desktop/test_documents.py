"""The text of a file's bytes, in real encodings and in real PDFs."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from fixtures.refusals import refusal
from teahouse.core.errors import Problem
from teahouse.desktop import documents

TEXTS = {
    "zh": "茶馆里的老人慢慢地喝着绿茶，谈论今年的收成和远方的儿女。窗外下着小雨，街上没有什么人，卖报的孩子在叫喊。",
    "zh_TW": "茶館裡的老人慢慢地喝著綠茶，談論今年的收成和遠方的兒女。窗外下著小雨，街上沒有什麼人，賣報的孩子在叫喊。",
    "ja": "茶館の老人はゆっくりと緑茶を飲みながら、今年の収穫や遠くに住む子供たちのことを話していた。外では雨が降る。",
    "ko": "찻집의 노인은 천천히 녹차를 마시며 올해의 수확과 멀리 사는 아이들 이야기를 하고 있었다. 창밖에는 비가 온다.",
    "ru": "Старик в чайной медленно пил зелёный чай и говорил об урожае и о детях, которые живут далеко отсюда.",
    "de": "Der alte Mann im Teehaus trank grünen Tee und erzählte von der Ernte und den Söhnen, die weit weg wohnen.",
    "fr": "Le vieil homme buvait du thé vert et parlait de la récolte de cette année, des élèves et de leurs étés.",
}
IN_THEIR_ENCODINGS = [
    ("zh", "gb18030"), ("zh", "gbk"), ("zh_TW", "big5"), ("ja", "shift_jis"), ("ja", "euc_jp"), ("ja", "iso2022_jp"),
    ("ko", "euc_kr"), ("ru", "cp1251"), ("ru", "koi8-r"), ("de", "cp1252"), ("de", "latin-1"), ("fr", "cp1252"),
    ("fr", "latin-1"),
]  # fmt: skip
WIDE = ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]


def trouble_with(data: bytes) -> Problem:
    trouble = refusal(lambda: documents.text_of("file", data))
    assert trouble is not None
    assert trouble.facts["path"] == "file"
    return trouble.problem


def pdf_of(words: str, password: str = "", algorithm: str = "RC4-128", pages: int = 1) -> bytes:
    """A PDF whose last page shows `words`; none where there are none."""
    writer = pypdf.PdfWriter()
    for _ in range(pages):
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
        writer.encrypt(password, algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_of_an_encoding_beyond_doubt_needs_no_guess(encoding: str) -> None:
    found = documents.known_text("file", "茶 and tea\r\n第二行\r".encode(encoding))
    assert found == documents.ReadDocument("茶 and tea\n第二行\n")


@pytest.mark.parametrize(("language", "encoding"), IN_THEIR_ENCODINGS)
@pytest.mark.parametrize("length", [50, 1000])
def test_text_is_read_in_the_encoding_of_its_language(language: str, encoding: str, length: int) -> None:
    text = (TEXTS[language] * 20)[:length]
    data = text.encode(encoding)
    assert documents.known_text("file", data) is None or encoding == "iso2022_jp"
    found = documents.text_of("file", data)
    assert found.text == text
    assert found.encoding in documents.ENCODINGS


@pytest.mark.parametrize("encoding", WIDE)
@pytest.mark.parametrize("language", TEXTS)
def test_wide_characters_are_known_without_a_mark(language: str, encoding: str) -> None:
    data = TEXTS[language].encode(encoding)
    assert documents.known_text("file", data) is None
    assert documents.text_of("file", data) == documents.ReadDocument(TEXTS[language], encoding)


def test_a_person_may_have_it_read_in_another_encoding() -> None:
    data = "Привет".encode("cp1251")
    assert documents.text_of("file", data, "cp1251") == documents.ReadDocument("Привет", "cp1251")
    assert documents.text_of("file", data, "koi8-r").text == data.decode("koi8-r")


@pytest.mark.parametrize("encoding", documents.ENCODINGS)
def test_every_encoding_on_offer_can_be_chosen(encoding: str) -> None:
    assert documents.text_of("file", "tea".encode(encoding), encoding) == documents.ReadDocument("tea", encoding)


def test_a_text_that_is_cut_in_a_character_is_still_text() -> None:
    text = TEXTS["ja"] * 2000
    found = documents.text_of("file", text.encode("shift_jis")[:-1])
    assert found.text[:-1] == text[:-1]


@pytest.mark.parametrize(
    "begin", ["P1 is the first", "P3 is free", "P6 2024 12 plan", "BMW drives", "GIF89a is a format"]
)
def test_words_that_begin_like_a_picture_are_text(begin: str) -> None:
    data = f"{begin}\nand goes on.\n".encode()
    assert documents.looks_like_text(data)
    assert documents.known_text("file", data) is not None


@pytest.mark.parametrize(
    "data",
    [
        b"\x7fELF\0\0\0\1" * 10,
        bytes(range(256)) * 50,
        Path(sys.executable).read_bytes()[:100_000],
        b"\0" * 1000,
        b"PK\x03\x04" + bytes(range(256)) * 9,
        b"abc\x01\x02\x03\x04" * 30,
    ],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    assert documents.known_text("file", data) is None
    assert trouble_with(data) is Problem.FILE_NOT_TEXT


def test_more_than_any_model_reads_is_refused() -> None:
    trouble = refusal(lambda: documents.known_text("file", b"a" * (documents.LARGEST_TEXT + 1)))
    assert trouble is not None
    assert (trouble.problem, trouble.facts["limit_bytes"]) == (Problem.FILE_TOO_LONG, documents.LARGEST_TEXT)


def test_the_text_of_a_pdf_is_read_also_behind_a_preamble() -> None:
    assert documents.text_of("file", pdf_of("Green tea")).text == "Green tea"
    assert documents.text_of("file", b"junk\n" + pdf_of("Green tea")).text == "Green tea"


def test_words_about_pdfs_are_text() -> None:
    data = b"A PDF begins with %PDF-1.7 and a comment.\n" * 3
    assert documents.text_of("file", data).text == data.decode()


def test_pdfs_without_text_locked_and_broken_ones_are_told_apart() -> None:
    assert trouble_with(pdf_of("")) is Problem.PDF_WITHOUT_TEXT
    assert trouble_with(pdf_of("secret", "key")) is Problem.PDF_LOCKED
    assert trouble_with(b"%PDF-1.7\n" + b"\xff" * 500) is Problem.PDF_BROKEN


def run_reader(data: bytes, encoding: str = "") -> documents.ReadDocument:
    """What the reading process makes of `data`."""
    request = b'{"path": "file", "encoding": "%s"}\n' % encoding.encode()
    command = [sys.executable, "-m", "teahouse", "read-document"]
    done = subprocess.run(command, input=request + data, capture_output=True, check=False, timeout=120)
    return documents.read_answer(done.stdout)


def test_the_reading_process_answers_with_text_encoding_or_trouble() -> None:
    assert run_reader(TEXTS["ja"].encode("euc_jp")) == documents.ReadDocument(TEXTS["ja"], "euc_jis_2004")
    assert run_reader(b"\xcf\xf0", "cp1251").text == "Пр"
    trouble = refusal(lambda: run_reader(pdf_of("secret", "key")))
    assert trouble is not None
    assert (trouble.problem, trouble.facts) == (Problem.PDF_LOCKED, {"path": "file"})


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts a process's memory")
def test_the_reading_process_gets_no_more_memory_than_it_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    script = (
        "from teahouse.desktop import documents as reader\n"
        "def text_of(*_): return bytearray(reader.PROCESS_MEMORY)\n"
        "reader.text_of = text_of\n"
        "reader.main()"
    )
    request = b'{"path": "file", "encoding": ""}\n'
    done = subprocess.run([sys.executable, "-c", script], input=request, capture_output=True, check=False, timeout=60)
    trouble = refusal(lambda: documents.read_answer(done.stdout))
    assert trouble is not None
    assert trouble.problem is Problem.PDF_TOO_COMPLEX


@pytest.mark.parametrize("said", [b"", b"\n", b"{}\n", b"nonsense", b'{"problem": "no such"}\n', b"[]\n"])
def test_nothing_else_is_taken_for_an_answer(said: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        documents.read_answer(said)


def test_one_odd_sign_in_a_hundred_is_still_text_and_a_zero_never_is() -> None:
    assert documents._is_text("a" * 99 + "\x01")
    assert not documents._is_text("a" * 97 + "\x01" * 2)
    assert not documents._is_text("a" * 10_000 + "\0")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_characters_are_told_by_eight_of_them(encoding: str) -> None:
    assert documents._wide_east_asian(("天空" * 4).encode(encoding)) == encoding
    assert documents._wide_east_asian(("天空" * 3).encode(encoding)) == ""
    assert documents._wide_east_asian(("天空" * 9 + "天é").encode(encoding)) == encoding  # 19 of 20
    assert documents._wide_east_asian(("天空" * 9 + "éé").encode(encoding)) == ""
