"""What is wrong with an encrypted connection, by the error that ended it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

from teahouse.core.errors import Problem

_LONGEST = 200  # characters of OpenSSL's words
_EXPIRED = (9, 10)  # OpenSSL's numbers: not valid yet, not valid any more
_OF_ANOTHER = (62, 63, 64)  # another name, mail address, IP address
_NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG")


def problem_of(error: BaseException) -> Problem | None:
    """CERTIFICATE_… or HOST_WITHOUT_TLS; None where it is something else."""
    found = next(_ssl_errors(error), None)
    if isinstance(found, ssl.SSLCertVerificationError):
        if found.verify_code in _EXPIRED:
            return Problem.CERTIFICATE_EXPIRED
        return Problem.CERTIFICATE_OF_ANOTHER if found.verify_code in _OF_ANOTHER else Problem.CERTIFICATE_UNKNOWN
    return Problem.HOST_WITHOUT_TLS if found is not None and any(word in str(found) for word in _NO_TLS) else None


def words_of(error: BaseException) -> str:
    """OpenSSL's reason, such as "certificate has expired"."""
    found = next(_ssl_errors(error), None)
    words = found.verify_message if isinstance(found, ssl.SSLCertVerificationError) else str(found or error)
    return words[:_LONGEST]


def _ssl_errors(error: BaseException | None) -> Iterator[ssl.SSLError]:
    """Those among an error and what it was raised from."""
    for _ in range(32):
        if isinstance(error, ssl.SSLError):
            yield error
        if error is None:
            return
        error = error.__cause__ or error.__context__
