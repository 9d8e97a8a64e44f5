"""Which links are opened at once: web pages and mail, unless the text of a link shows another address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teahouse.core.links import READ, Caution, judge_link, shown_hosts

ENDINGS = """
    com org net edu gov int info biz io dev app ai co me tv cc eu uk de fr es it nl pl ru ch at se no fi dk be cz pt cn
    hk tw jp kr in sg au nz br mx ca us za tr ua ir il onion xyz online site shop club top icu cloud
"""


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("https://example.org/a", "see here"),
        ("https://example.org/a", "https://example.org/a"),
        ("https://example.org/a", "example.org"),
        ("https://www.example.org/a", "http://example.org"),
        ("https://docs.example.org/a", "example.org"),
        ("HTTPS://EXAMPLE.ORG:8443/a?b#c", "www.example.org"),
        ("https://github.com/a/b/blob/main/splitter.py", "splitter.py"),
        ("https://github.com/a/b/blob/main/README.md", "README.md, e.g. version 1.2.3"),
        ("https://nodejs.example/docs", "Node.js"),
        ("mailto:a@example.org", "a@example.org"),
        ("mailto:a@example.org?subject=Tea", "write to us"),
        ("http://[::1]:8000/", "my server"),
    ],
)
def test_what_shows_where_it_leads_is_opened_at_once(address, text):
    assert judge_link(address, text).caution is None


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("https://evil.example/login", "https://bank.example/login"),
        ("https://evil.example/login", "bank.com"),
        ("https://evil.example", "Log in at www.bank.example now"),
        ("https://bank.com.evil.example", "bank.com"),
        ("https://notbank.com", "bank.com"),
        ("https://evil.example", "\uff42\uff41\uff4e\uff4b.com"),
        ("https://evil.example/bank.com", "bank.com"),
        ("https://evil.example", "https://evil.example@bank.com"),
        ("mailto:a@evil.example", "a@bank.com"),
        ("mailto:x%40evil.example", "a@bank.com"),
        ("https://xn--80ak6aa92e.com", "apple.com"),
    ],
)
def test_a_text_that_shows_another_address_asks(address, text):
    assert judge_link(address, text).caution is Caution.OTHER_HOST


@pytest.mark.parametrize("ending", ENDINGS.split())
def test_a_name_with_an_ending_of_the_web_is_an_address_also_without_a_scheme(ending):
    assert judge_link("https://evil.example/", f"my.bank.{ending}").caution is Caution.OTHER_HOST
    assert judge_link(f"https://my.bank.{ending}/", f"my.bank.{ending}").caution is None


@pytest.mark.parametrize("name", ["report.pdf", "main.py", "README.md", "v1.2.3", "e.g.", "a.zip"])
def test_the_name_of_a_file_is_no_address(name):
    assert judge_link("https://evil.example/", name).caution is None


def test_a_name_before_an_at_sign_asks_and_the_host_is_told():
    judgement = judge_link("https://bank.com@evil.example/login", "log in")
    assert (judgement.caution, judgement.host) == (Caution.USER, "evil.example")


@pytest.mark.parametrize("address", ["https://аррӏе.com/", "https://xn--80ak6aa92e.com/"])
def test_a_host_with_other_letters_is_shown_in_both_forms(address):
    judgement = judge_link(address, "news")
    assert judgement.caution is Caution.FOREIGN_LETTERS
    assert judgement.host == "аррӏе.com (xn--80ak6aa92e.com)"


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "ms-msdt:/id", "ftp://a.example", "x.png", "",
        "//a.example", "https://", "https:///a", "http:a", "https://a.example\\@b.example", "https://a.example/\u202egpj",
        "https://a.example /b", "https://[", "mailto:", "https://a.example/\x00", "teahouse://x",
    ],
)  # fmt: skip
def test_what_leads_outside_the_web_is_not_opened(address):
    assert judge_link(address, "click").caution is Caution.FORBIDDEN


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_address_and_text_can_be_judged(rest, text):
    for address in (rest, "https://" + rest, "mailto:" + rest):
        judgement = judge_link(address, text)
        assert judgement.caution is Caution.FORBIDDEN or judgement.host


def test_only_the_beginning_of_a_long_text_is_looked_through():
    assert shown_hosts("a.b." * 1_000_000 + " bank.com") == []
    assert len(shown_hosts(" ".join(f"a{n}.com" for n in range(10_000)))) < READ
