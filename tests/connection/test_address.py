"""OLLAMA_HOST in all its forms: the table of Ollama's own `envconfig`, and what a person may type."""

from __future__ import annotations

import pytest

from teahouse.connection.address import Address, from_environment, local_ollama
from teahouse.core.errors import Problem, Trouble

AS_OLLAMA_READS_THEM = {
    "": "http://127.0.0.1:11434",
    "1.2.3.4": "http://1.2.3.4:11434",
    "1.2.3.4:1234": "http://1.2.3.4:1234",
    ":1234": "http://127.0.0.1:1234",
    "example.com": "http://example.com:11434",
    "example.com:1234": "http://example.com:1234",
    "http://1.2.3.4": "http://1.2.3.4:80",
    "https://1.2.3.4": "https://1.2.3.4:443",
    "https://1.2.3.4:1234": "https://1.2.3.4:1234",
    "HTTP://1.2.3.4": "http://1.2.3.4:80",
    "http://": "http://127.0.0.1:80",
    "http://:8080": "http://127.0.0.1:8080",
    "https://example.com/ollama": "https://example.com:443/ollama",
    "https://example.com:1234/a/b/": "https://example.com:1234/a/b",
    "example.com/ollama": "http://example.com:11434/ollama",
    "::1": "http://[::1]:11434",
    "[::1]": "http://[::1]:11434",
    "[::1]:1234": "http://[::1]:1234",
    "2001:db8::0:1": "http://[2001:db8::1]:11434",
    "http://[::1]/x": "http://[::1]:80/x",
    "0.0.0.0": "http://127.0.0.1:11434",
    "0.0.0.0:1234": "http://127.0.0.1:1234",
    "http://0.0.0.0:1234": "http://127.0.0.1:1234",
    "::": "http://[::1]:11434",
    "[::]:1234": "http://[::1]:1234",
    " 1.2.3.4 ": "http://1.2.3.4:11434",
    '"1.2.3.4"': "http://1.2.3.4:11434",
    "'1.2.3.4'": "http://1.2.3.4:11434",
    " '1.2.3.4:1234' ": "http://1.2.3.4:1234",
    "ollama.com": "https://ollama.com:443",
    "bücher.example": "http://bücher.example:11434",
    "my_server": "http://my_server:11434",
}


@pytest.mark.parametrize(("text", "url"), AS_OLLAMA_READS_THEM.items())
def test_reads_an_address_as_ollama_does(text: str, url: str) -> None:
    assert Address.parse(text).url == url


@pytest.mark.parametrize("text", ["", "  ", "''", '" "'])
def test_an_empty_variable_names_no_host(text: str) -> None:
    assert from_environment({"OLLAMA_HOST": text}) is None
    assert from_environment({}) is None


@pytest.mark.parametrize("port", ["66000", "-1", "x", "0", "", "999999999999"])
def test_a_port_that_is_none_falls_back_in_the_environment_and_is_refused_when_typed(port: str) -> None:
    assert from_environment({"OLLAMA_HOST": f"[::1]:{port}"}) == Address("http", "::1", 11434)
    assert from_environment({"OLLAMA_HOST": f"https://h:{port}"}) == Address("https", "h", 443)
    with pytest.raises(Trouble) as raised:
        Address.parse(f"h:{port}")
    assert raised.value.problem is Problem.HOST_ADDRESS_INVALID


@pytest.mark.parametrize(
    "text",
    ["two words", "ftp://example.com", "http://a b/", "http://x/?q=1", "http://x#y", "a\x00b", "http://a\\b", "<h>"],
)
def test_what_is_no_address_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(Trouble) as raised:
        Address.parse(text)
    assert raised.value.problem is Problem.HOST_ADDRESS_INVALID
    assert raised.value.facts == {"address": text.replace("\0", "\ufffd")}


def test_user_and_password_are_in_nothing_that_is_shown() -> None:
    address = Address.parse("https://tea:s3cret@example.com/x")
    assert address.userinfo == "tea:s3cret"
    assert all("s3cret" not in text for text in (address.url, address.shown, repr(address), str(address)))


@pytest.mark.parametrize(
    "text",
    ["http://tea:s3cret@a b", "tea:s3cret@host:x", "http://tea:s3/cret@h", "ftp://tea:s3cret@h", "u@s3cret@ x"],
)
def test_an_invalid_address_is_told_without_its_password(text: str) -> None:
    with pytest.raises(Trouble) as raised:
        Address.parse(text)
    assert "s3" not in str(raised.value.facts)


def test_the_short_form_leaves_out_what_goes_without_saying() -> None:
    shown = {
        "": "127.0.0.1:11434",
        "https://example.com/x": "https://example.com/x",
        "http://example.com": "http://example.com",
        "https://example.com:8443": "https://example.com:8443",
        "[::1]:5": "[::1]:5",
    }
    assert {text: Address.parse(text).shown for text in shown} == shown


def test_knows_which_addresses_are_this_computer() -> None:
    local = ["", "localhost", "LOCALHOST:1", "127.0.0.2", "::1", "0.0.0.0", "::", "x.localhost"]
    remote = ["192.168.1.2", "example.com", "localhost.example.com", "fe80::1", "8.8.8.8"]
    assert [Address.parse(text).is_local for text in local + remote] == [True] * len(local) + [False] * len(remote)


def test_an_ollama_of_this_computer_is_looked_for_at_its_usual_port_or_where_the_environment_says() -> None:
    usual = Address("http", "127.0.0.1", 11434)
    assert Address.parse("") == local_ollama({}) == local_ollama({"TEAHOUSE_LOCAL_OLLAMA": " "}) == usual
    assert local_ollama({"TEAHOUSE_LOCAL_OLLAMA": "127.0.0.1:4711"}) == Address("http", "127.0.0.1", 4711)
    with pytest.raises(Trouble):
        local_ollama({"TEAHOUSE_LOCAL_OLLAMA": "not a host"})
