"""The error codes of all layers.

Lower layers raise `Trouble` with a `Problem` code and facts; only `ui` writes sentences. `ui/i18n` has one sentence per
code and language: what happened, what was stored, what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Problem(StrEnum):
    """One code per thing that can go wrong, grouped by whose fault it is."""

    # The host: the daemon we talk to.
    HOST_UNREACHABLE = "host_unreachable"  # address
    HOST_ADDRESS_INVALID = "host_address_invalid"  # address
    NOT_AN_OLLAMA = "not_an_ollama"  # address
    NOT_A_SERVER = "not_a_server"  # address: neither an Ollama nor an OpenAI-compatible server
    HOST_LIMITED = "host_limited"  # 429 or 503 with a time; address, seconds until it takes requests again
    HOST_CANNOT = "host_cannot"  # address: an OpenAI-compatible server has nothing for what was asked
    REPLY_FILTERED = "reply_filtered"  # address: the server's content filter ended the reply
    HOST_BUSY = "host_busy"  # 503
    HOST_REFUSED = "host_refused"  # 401/403; address
    HOST_LOST = "host_lost"  # the stream was cut without a last line
    HOST_ERROR = "host_error"  # message: any other error text of the daemon
    HOST_SILENT = "host_silent"  # connected, but no answer in time; address
    HOST_STALLED = "host_stalled"  # it had begun to answer, and then nothing more came; address
    HOST_AWAY = "host_away"  # a proxy answers in its place (502, 504); address, status
    HOST_REDIRECTS = "host_redirects"  # it refers to another address, which is not followed; address, target
    WEB_PAGE_ANSWERED = "web_page_answered"  # address, status, title: a page for people
    ANSWER_GARBLED = "answer_garbled"  # it began as an answer of Ollama and went on as something else; address
    ANSWER_TOO_LARGE = "answer_too_large"  # more than anything that is asked for can have; address
    CERTIFICATE_UNKNOWN = "certificate_unknown"  # address, message: nobody this computer trusts has signed it
    CERTIFICATE_EXPIRED = "certificate_expired"  # address, message: or not valid yet
    CERTIFICATE_OF_ANOTHER = "certificate_of_another"  # address, message: it is for another name
    CERTIFICATES_UNUSABLE = "certificates_unusable"  # path, message: the file a person chose for a host
    HOST_WITHOUT_TLS = "host_without_tls"  # asked with https://, it speaks http; address
    HOST_NEEDS_TLS = "host_needs_tls"  # asked with http://, it speaks https; address
    PROXY_UNUSABLE = "proxy_unusable"  # address, proxy: it is of a kind that is not spoken
    PROXY_INVALID = "proxy_invalid"  # proxy: no address of one, as typed
    # The built-in engine.
    ENGINE_MISSING = "engine_missing"  # the engine extra is not installed
    ENGINE_UNSUPPORTED_CPU = "engine_unsupported_cpu"  # missing: the instruction sets that are not there
    ENGINE_SLOW = "engine_slow"  # seconds: it was started and did not answer for so long
    ENGINE_DIED = "engine_died"  # message: the last lines of its log
    # A llama-server program that the built-in engine is to use for a graphics card.
    CARD_PROGRAM_MISSING = "card_program_missing"  # path
    CARD_PROGRAM_FAILED = "card_program_failed"  # message: its own words
    CARD_MISSING = "card_missing"  # it found no graphics card that it can use
    CARD_WRONG = "card_wrong"  # it computes something else than the processor
    CARD_SLOW = "card_slow"  # seconds: it was not ready after so long
    CARD_FAILED = "card_failed"  # model, message: why the processor computes it
    # Models.
    MODEL_MISSING = "model_missing"  # model
    MODEL_NAME_INVALID = "model_name_invalid"  # model
    MODEL_BROKEN = "model_broken"  # model, message: the file cannot be loaded
    MODEL_TOO_BIG = "model_too_big"  # model, message: not enough memory
    MODEL_CANNOT = "model_cannot"  # model, capability
    CONTEXT_FULL = "context_full"  # needed, available: tokens
    QUESTION_TOO_LONG = "question_too_long"  # available: tokens; the last message alone needs more
    CANNOT_CONTINUE = "cannot_continue"  # model: on this host it would begin a new reply
    SUMMARY_EMPTY = "summary_empty"  # model: it was asked for a summary and wrote nothing
    RUNNER_DIED = "runner_died"  # model, message
    MODEL_EXISTS = "model_exists"  # model: the name is taken
    FILE_UNUSABLE = "file_unusable"  # path, message: no model can be made of it
    FILE_UNREADABLE = "file_unreadable"  # path, message
    FILE_MISSING = "file_missing"  # path
    FILE_FORBIDDEN = "file_forbidden"  # path
    FILE_SPECIAL = "file_special"  # path: a folder, a pipe, a device, a socket
    FILE_STALLED = "file_stalled"  # path, seconds: nothing came for so long
    FILES_TOO_MANY = "files_too_many"  # count, limit
    FILE_ATTACHED = "file_attached"  # path: another one with the same content is attached already
    FILE_ELSEWHERE = "file_elsewhere"  # address: of something that is no file of this computer
    FILE_NOT_TEXT = "file_not_text"  # path: neither text nor a picture nor a PDF
    FILE_TOO_LONG = "file_too_long"  # path, size_bytes, limit_bytes
    PICTURE_BROKEN = "picture_broken"  # path
    PICTURE_TOO_LARGE = "picture_too_large"  # path, width, height: pixels
    PDF_BROKEN = "pdf_broken"  # path
    PDF_TOO_COMPLEX = "pdf_too_complex"  # path: reading it took too long or too much memory
    PDF_LOCKED = "pdf_locked"  # path: it wants a password
    PDF_WITHOUT_TEXT = "pdf_without_text"  # path: pictures of pages
    FILE_NO_GGUF = "file_no_gguf"  # path
    FILE_SPLIT = "file_split"  # path, parts: it is one of so many
    FILE_PARTS_MISSING = "file_parts_missing"  # path, parts: not all of them are in its folder
    MODEL_FILE_MISSING = "model_file_missing"  # model, path: the file it uses in another place
    MODEL_FILE_CHANGED = "model_file_changed"  # model, path: it is another file than was chosen
    FILE_CUT = "file_cut"  # path: it ends before its weights do
    MODELFILE_UNREADABLE = "modelfile_unreadable"  # line
    SHEET_UNREADABLE = "sheet_unreadable"  # path, place, message: a file of a sheet
    NO_MODEL = "no_model"  # nothing installed, or none chosen
    OPTION_INVALID = "option_invalid"  # option; expected, or minimum and maximum, or message
    OPTION_REFUSED = "option_refused"  # option, address, message: the server does not take it
    # Pulling models.
    REGISTRY_UNREACHABLE = "registry_unreachable"  # registry, message
    NOT_IN_REGISTRY = "not_in_registry"  # model, registry
    REGISTRY_SPLIT = "registry_split"  # model, registry: only as several files, which no host pulls
    REGISTRY_NO_GGUF = "registry_no_gguf"  # model, registry: in another format
    REGISTRY_REFUSED = "registry_refused"  # model, registry: it wants to know who asks
    REGISTRY_UNTRUSTED = "registry_untrusted"  # registry, message: its certificate
    REGISTRY_PLAIN = "registry_plain"  # registry: it speaks no TLS
    DOWNLOAD_DAMAGED = "download_damaged"  # model, message: other bytes than the manifest promised
    HOST_OUTDATED = "host_outdated"  # model: it needs a newer daemon
    DISK_TOO_SMALL = "disk_too_small"  # path, needed_bytes, free_bytes
    # Searching the hubs.
    HUB_UNREACHABLE = "hub_unreachable"  # hub, address, message
    HUB_LIMITED = "hub_limited"  # 429; hub, seconds until it takes requests again
    HUB_REFUSED = "hub_refused"  # 401/403; hub: private, for accounts with its terms accepted, or a token it refuses
    HUB_MISSING = "hub_missing"  # hub, model: there is no such repository, or it has no description
    HUB_GARBLED = "hub_garbled"  # hub, address, message: no answer of a hub
    HUB_ADDRESS_INVALID = "hub_address_invalid"  # address: of a mirror or a proxy
    # This computer.
    DISK_FULL = "disk_full"  # path
    FOLDER_READ_ONLY = "folder_read_only"  # path
    DATABASE_DAMAGED = "database_damaged"  # backup: where the damaged file went
    DATABASE_NEWER = "database_newer"  # path, found, known: schema versions
    DATABASE_LOCKED = "database_locked"  # path: another program holds it
    SETTINGS_DAMAGED = "settings_damaged"  # backup
    KEYRING_MISSING = "keyring_missing"  # host: whose token could not be kept
    KEYRING_UNREADABLE = "keyring_unreadable"  # host: whose token could not be read
    KEYRING_SILENT = "keyring_silent"  # host: the keyring did not answer in time, or was not waited for
    # Newer versions of Teahouse.
    RELEASES_UNREACHABLE = "releases_unreachable"  # address, message
    RELEASES_UNTRUSTED = "releases_untrusted"  # address: what it says is not signed by us
    RELEASES_OUTDATED = "releases_outdated"  # address: it goes back behind what was seen before
    RELEASES_EXPIRED = "releases_expired"  # address, expired_at: seconds since the epoch
    # The workshop.
    MODEL_ELSEWHERE = "model_elsewhere"  # model, address: its file is on another computer
    WORKSHOP_UNAVAILABLE = "workshop_unavailable"  # message: the built-in engine's library cannot be used
    JOB_FAILED = "job_failed"  # message
    JOB_DIED = "job_died"  # message: the process ended without an answer; the last lines of its log
    PROMPT_UNKNOWN = "prompt_unknown"  # model: what it was given cannot be written as text
    # Ours.
    UNEXPECTED = "unexpected"  # message


class Trouble(Exception):
    """Something that went wrong, as a code with its facts; the sentence is made where it is shown.

    `facts` are plain values (str, int, float, bool) named beside each code in `Problem`; they survive a round
    trip through JSON, so that an error can be kept with the message it ended. A problem that ended a reply has
    `arrived=True` where some of it was there.
    """

    def __init__(self, problem: Problem, **facts: object) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.facts: Mapping[str, object] = facts

    def __str__(self) -> str:
        return " ".join([self.problem.value, *(f"{key}={value!r}" for key, value in self.facts.items())])
