"""A fault of an encrypted connection has its own problem, at any place in a chain of errors."""

import ssl

import pytest

from teahouse.bounded_http import tls_problem, tls_words
from teahouse.core.errors import Problem


def unverified(code, words):
    """What Python raises where a certificate is refused."""
    error = ssl.SSLCertVerificationError(1, f"[SSL: CERTIFICATE_VERIFY_FAILED] {words}")
    error.verify_code, error.verify_message = code, words
    return error


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (unverified(9, "certificate is not yet valid"), Problem.CERTIFICATE_EXPIRED),
        (unverified(10, "certificate has expired"), Problem.CERTIFICATE_EXPIRED),
        (unverified(62, "Hostname mismatch"), Problem.CERTIFICATE_OF_ANOTHER),
        (unverified(63, "Email address mismatch"), Problem.CERTIFICATE_OF_ANOTHER),
        (unverified(64, "IP address mismatch"), Problem.CERTIFICATE_OF_ANOTHER),
        (unverified(18, "self-signed certificate"), Problem.CERTIFICATE_UNKNOWN),
        (unverified(8, "CRL has no such signature"), Problem.CERTIFICATE_UNKNOWN),
        (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number"), Problem.HOST_WITHOUT_TLS),
        (ssl.SSLError(1, "[SSL: HTTP_REQUEST] http request"), Problem.HOST_WITHOUT_TLS),
        (ssl.SSLError(1, "[SSL: SSLV3_ALERT_HANDSHAKE_FAILURE] alert"), None),
        (ConnectionResetError(104, "WRONG_VERSION_NUMBER"), None),
    ],
)
def test_each_failure_has_its_own_name(error, problem):
    assert tls_problem(error) is problem


def test_the_reason_is_found_in_what_an_error_was_raised_from():
    outer = OSError("no connection")
    outer.__cause__ = ConnectionError("again")
    outer.__cause__.__context__ = unverified(10, "certificate has expired")
    assert tls_problem(outer) is Problem.CERTIFICATE_EXPIRED
    assert tls_words(outer) == "certificate has expired"


def test_the_words_are_openssls_and_no_page_long():
    assert tls_words(ssl.SSLError(1, "[SSL] oh")) == str(ssl.SSLError(1, "[SSL] oh"))
    assert tls_words(OSError("nobody answers")) == "nobody answers"
    assert tls_words(unverified(20, "x" * 201)) == "x" * 200


def test_a_chain_without_an_end_is_followed_for_a_while():
    error = OSError("round")
    error.__context__ = ValueError("and round")
    error.__context__.__context__ = error
    assert tls_problem(error) is None
