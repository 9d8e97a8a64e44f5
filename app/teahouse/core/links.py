"""The link policy of all views: which links are opened at once, after a question, or not.

Only web pages and mail addresses are opened. A question is asked if the text of a link shows another address, if the
address has a name before an "@", and if the host has letters that look like others.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from urllib.parse import unquote, urlsplit

from teahouse.core.values import dataclass

SCHEMES = ("http", "https", "mailto")
READ = 2000  # characters of a link's text that are looked through

# What may follow a name so that it reads as an address even without a scheme; endings of files are left out.
_ENDINGS = frozenset(
    (
        "com", "org", "net", "edu", "gov", "int", "info", "biz", "io", "dev", "app", "ai", "co", "me", "tv", "cc", "eu",
        "uk", "de", "fr", "es", "it", "nl", "pl", "ru", "ch", "at", "se", "no", "fi", "dk", "be", "cz", "pt", "cn",
        "hk", "tw", "jp", "kr", "in", "sg", "au", "nz", "br", "mx", "ca", "us", "za", "tr", "ua", "ir", "il", "onion",
        "xyz", "online", "site", "shop", "club", "top", "icu", "cloud",
    )
)  # fmt: skip
_SCHEMED = re.compile(r"(?:https?|ftp)://([^\s/?#\"'<>()]++)", re.IGNORECASE)
# regex: the runs of characters that can be in a host are short words, and each is entered once
_NAMED = re.compile(r"(?<![\w.@-])((?:[\w-]+\.)+[\w-]+)(?![\w@])", re.IGNORECASE)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@((?:[\w-]+\.)+[\w-]+)", re.IGNORECASE)  # regex: as above
_HARMFUL = re.compile(r"[\s\\\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


class Caution(Enum):
    """Why a link is not opened at once."""

    FORBIDDEN = "forbidden"  # it leads outside the web, and is not opened at all
    OTHER_HOST = "other_host"  # its text shows another address
    USER = "user"  # something stands before an "@" in front of the host
    FOREIGN_LETTERS = "foreign_letters"  # the host has other letters than ASCII's


@dataclass(frozen=True, slots=True)
class LinkJudgement:
    """`caution`: None where the link may be opened at once. `host`: where it leads, with what it is in ASCII where that
    is another; `shown`: the host that its text shows, where that is another."""

    caution: Caution | None
    host: str = ""
    shown: str = ""


def judge_link(address: str, text: str = "") -> LinkJudgement:
    """Whether a link may be opened that has this address and this text."""
    try:
        parts = urlsplit(address)
        host, user = parts.hostname or "", "@" in parts.netloc
    except ValueError:
        return LinkJudgement(Caution.FORBIDDEN)
    if parts.scheme.casefold() not in SCHEMES or _HARMFUL.search(address):
        return LinkJudgement(Caution.FORBIDDEN)
    if parts.scheme.casefold() == "mailto":
        host = unquote(parts.path).rpartition("@")[2]
        user = False
    if not host:
        return LinkJudgement(Caution.FORBIDDEN)
    known, ascii_host = readable(host), plain(host)
    both = known if known == ascii_host else f"{known} ({ascii_host})"
    for shown in shown_hosts(text):
        if not _same(shown, ascii_host):
            return LinkJudgement(Caution.OTHER_HOST, both, shown)
    if user:
        return LinkJudgement(Caution.USER, both)
    return LinkJudgement(None if known.isascii() else Caution.FOREIGN_LETTERS, both)


def shown_hosts(text: str) -> list[str]:
    """The hosts of what reads as an address in a link's text, from the first."""
    text = unicodedata.normalize("NFKC", text[:READ])
    found = [authority.rpartition("@")[2].partition(":")[0] for authority in _SCHEMED.findall(text)]
    found += _MAIL.findall(text)
    for name in _NAMED.findall(text):
        if name.lower().startswith("www.") or name.rpartition(".")[2].lower() in _ENDINGS:
            found.append(name)
    return list(dict.fromkeys(host for host in found if "." in host))


def plain(host: str) -> str:
    """A host in ASCII and lower case, as it is looked up."""
    host = unicodedata.normalize("NFKC", host).casefold().strip(".")
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return ".".join(
            label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii") for label in host.split(".")
        )


def readable(host: str) -> str:
    """A host with the letters that it stands for."""
    labels = []
    for label in unicodedata.normalize("NFKC", host).casefold().split("."):
        try:
            labels.append(label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else label)
        except UnicodeError:
            labels.append(label)
    return ".".join(labels)


def _same(shown: str, host: str) -> bool:
    """Whether a host that is shown is the one it leads to, or one that it belongs to."""
    shown = plain(shown).removeprefix("www.")
    host = host.removeprefix("www.")
    return host == shown or host.endswith(f".{shown}")
