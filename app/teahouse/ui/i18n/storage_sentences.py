"""The sentences for problems of registries, hubs, files, parameters, stored data and releases.

`ui.i18n.troubles` looks them up and inserts the facts.
"""

from __future__ import annotations

from collections.abc import Mapping

from teahouse.core.errors import Problem
from teahouse.ui.i18n.locales import QT_TRANSLATE_NOOP

STORAGE_SENTENCES: Mapping[Problem, str] = {
    Problem.REGISTRY_UNREACHABLE: QT_TRANSLATE_NOOP(
        "Troubles",
        "{registry} cannot be reached from where the host runs. Nothing is lost; "
        "check the network and try again. It said: {message}",
    ),
    Problem.NOT_IN_REGISTRY: QT_TRANSLATE_NOOP(
        "Troubles", "{registry} has no {model}. Nothing was downloaded; check the name and its size after the colon."
    ),
    Problem.REGISTRY_SPLIT: QT_TRANSLATE_NOOP(
        "Troubles",
        "{registry} has {model} only as several files, which Ollama cannot pull. Nothing was downloaded; choose "
        "another size after the colon, or use the built-in engine, which can.",
    ),
    Problem.REGISTRY_NO_GGUF: QT_TRANSLATE_NOOP(
        "Troubles",
        "{registry} has {model}, but not as GGUF, which is all that can be pulled from there. Nothing was downloaded; "
        "look for one with GGUF in its name.",
    ),
    Problem.REGISTRY_REFUSED: QT_TRANSLATE_NOOP(
        "Troubles",
        "{registry} does not show {model} to everybody: it is private, or there is none of that name. "
        "Nothing was downloaded; check the name, or choose a public one.",
    ),
    Problem.REGISTRY_UNTRUSTED: QT_TRANSLATE_NOOP(
        "Troubles",
        "The certificate of {registry} cannot be trusted, so nothing was downloaded. "
        "Check the date of this computer and who runs the registry. It said: {message}",
    ),
    Problem.REGISTRY_PLAIN: QT_TRANSLATE_NOOP(
        "Troubles",
        "{registry} does not encrypt its connections, so nothing was downloaded. "
        "If you trust the network, write http:// before the name.",
    ),
    Problem.HUB_UNREACHABLE: QT_TRANSLATE_NOOP(
        "Troubles",
        "{hub} cannot be reached at {address}. Nothing was changed; check the network, search the other hub, or name a "
        "mirror in the settings: hf-mirror.com is one of Hugging Face. It said: {message}",
    ),
    Problem.HUB_LIMITED: QT_TRANSLATE_NOOP(
        "Troubles",
        "{hub} takes no more requests from here for {seconds} s. Nothing was changed; wait that long, "
        "or store a token in the settings, with which it takes more.",
    ),
    Problem.HUB_REFUSED: QT_TRANSLATE_NOOP(
        "Troubles",
        "{hub} does not show this without a token that it accepts. Nothing was changed; "
        "store one in the settings, or choose a public model.",
    ),
    Problem.HUB_MISSING: QT_TRANSLATE_NOOP(
        "Troubles", "{hub} has no {model}, or no description of it. Nothing was changed; search again."
    ),
    Problem.HUB_GARBLED: QT_TRANSLATE_NOOP(
        "Troubles",
        "{address} did not answer as {hub} does. Nothing was changed; "
        "check the mirror in the settings, or try again later. The reason: {message}",
    ),
    Problem.HUB_ADDRESS_INVALID: QT_TRANSLATE_NOOP(
        "Troubles",
        "{address} is no address of a mirror or proxy. Nothing was changed; write one like https://hf-mirror.com.",
    ),
    Problem.DOWNLOAD_DAMAGED: QT_TRANSLATE_NOOP(
        "Troubles",
        "What arrived of {model} is not what its registry promised, and was thrown away. "
        "Nothing was installed; try again, or tell whoever runs the registry. It said: {message}",
    ),
    Problem.HOST_OUTDATED: QT_TRANSLATE_NOOP(
        "Troubles",
        "{model} needs a newer Ollama than this host runs. Nothing was downloaded; update Ollama, then retry.",
    ),
    Problem.DISK_TOO_SMALL: QT_TRANSLATE_NOOP(
        "Troubles",
        "This needs {needed_bytes} on the disk of {path}, where {free_bytes} are free. "
        "Nothing was downloaded; make room or choose a smaller model.",
    ),
    Problem.FILE_UNREADABLE: QT_TRANSLATE_NOOP(
        "Troubles", "{path} could not be read, so it was not attached. The rest of your message is kept. {message}"
    ),
    Problem.FILE_MISSING: QT_TRANSLATE_NOOP(
        "Troubles", "{path} is not there any more, so it was not read. Nothing else was changed; choose it anew."
    ),
    Problem.FILE_FORBIDDEN: QT_TRANSLATE_NOOP(
        "Troubles",
        "Teahouse may not read {path}. Nothing else was changed; allow reading it, then choose it again.",
    ),
    Problem.FILE_SPECIAL: QT_TRANSLATE_NOOP(
        "Troubles",
        "{path} is a folder, a pipe or a device, so it was not read. Nothing else was changed; choose a file.",
    ),
    Problem.FILE_STALLED: QT_TRANSLATE_NOOP(
        "Troubles",
        "{path} could not be read within {seconds} s. Nothing else was changed; "
        "check the drive or the network it lies on, or choose a copy.",
    ),
    Problem.FILES_TOO_MANY: QT_TRANSLATE_NOOP(
        "Troubles", "{count} files are too many at once: only the first {limit} were read."
    ),
    Problem.FILE_ATTACHED: QT_TRANSLATE_NOOP(
        "Troubles", "{path} was not attached again: a file with the same content is attached already."
    ),
    Problem.FILE_ELSEWHERE: QT_TRANSLATE_NOOP(
        "Troubles",
        "{address} was not attached: it is no file of this computer. Save it here first, then attach it. "
        "Your message is kept.",
    ),
    Problem.FILE_NOT_TEXT: QT_TRANSLATE_NOOP(
        "Troubles", "{path} is neither text nor a picture nor a PDF, so it was not attached. Your message is kept."
    ),
    Problem.FILE_TOO_LONG: QT_TRANSLATE_NOOP(
        "Troubles",
        "{path} is {size_bytes} long and was not attached; models read {limit_bytes} at most. Attach a part of it.",
    ),
    Problem.PICTURE_BROKEN: QT_TRANSLATE_NOOP(
        "Troubles",
        "{path} is a damaged picture and was not attached. Your message is kept; save it anew and retry.",
    ),
    Problem.PICTURE_TOO_LARGE: QT_TRANSLATE_NOOP(
        "Troubles",
        "{path} has {width} × {height} pixels, which is too large, and was not attached. Attach a smaller copy.",
    ),
    Problem.PDF_BROKEN: QT_TRANSLATE_NOOP(
        "Troubles", "{path} is a damaged PDF and was not attached. Your message is kept; save it anew and retry."
    ),
    Problem.PDF_TOO_COMPLEX: QT_TRANSLATE_NOOP(
        "Troubles",
        "Reading {path} took too long or too much memory, so it was not attached. "
        "Save the pages you need as a PDF of their own and attach that.",
    ),
    Problem.PDF_LOCKED: QT_TRANSLATE_NOOP(
        "Troubles", "{path} is locked with a password and was not attached. Save a copy without one and attach that."
    ),
    Problem.PDF_WITHOUT_TEXT: QT_TRANSLATE_NOOP(
        "Troubles",
        "{path} holds pictures of pages without text, so there was nothing to attach. "
        "Attach the pages as pictures to a model with vision.",
    ),
    Problem.NO_MODEL: QT_TRANSLATE_NOOP(
        "Troubles", "There is no model to answer. Your message is kept; install or choose a model, then send it again."
    ),
    Problem.OPTION_INVALID: QT_TRANSLATE_NOOP(
        "Troubles", "The parameter {option} has a value that cannot be used. Nothing was sent; correct or reset it."
    ),
    Problem.OPTION_REFUSED: QT_TRANSLATE_NOOP(
        "Troubles",
        "{address} does not take the parameter {option}. Your message is kept; reset it, then retry. "
        "The host said: {message}",
    ),
    Problem.DISK_FULL: QT_TRANSLATE_NOOP(
        "Troubles",
        "The disk is full, so nothing more could be written to {path}. "
        "What was saved before is safe; free some space and retry.",
    ),
    Problem.FOLDER_READ_ONLY: QT_TRANSLATE_NOOP(
        "Troubles",
        "Teahouse may not write to {path}. What was saved before is safe; allow writing there, then retry.",
    ),
    Problem.DATABASE_DAMAGED: QT_TRANSLATE_NOOP(
        "Troubles",
        "The file of conversations was damaged. It was set aside as {backup}, "
        "and a new one was begun with what could be saved.",
    ),
    Problem.DATABASE_NEWER: QT_TRANSLATE_NOOP(
        "Troubles",
        "The conversations in {path} were written by a newer Teahouse (format {found}, this one knows {known}). "
        "They were not touched; update Teahouse to open them.",
    ),
    Problem.DATABASE_LOCKED: QT_TRANSLATE_NOOP(
        "Troubles", "Another program is holding the conversations in {path}. Nothing was lost; close it and retry."
    ),
    Problem.SETTINGS_DAMAGED: QT_TRANSLATE_NOOP(
        "Troubles", "The settings could not be read and were set aside as {backup}. Teahouse goes on with its defaults."
    ),
    Problem.KEYRING_MISSING: QT_TRANSLATE_NOOP(
        "Troubles",
        "This computer has no keyring that is open, so what you typed for {host} is known until Teahouse quits. "
        "To have it kept, set up or unlock the system's keyring, then connect again.",
    ),
    Problem.KEYRING_UNREADABLE: QT_TRANSLATE_NOOP(
        "Troubles",
        "The system's keyring could not be read, so {host} was asked without the password or token that may be kept "
        "there, and refused access. Unlock the keyring and retry, or type the token again in the settings.",
    ),
    Problem.KEYRING_SILENT: QT_TRANSLATE_NOOP(
        "Troubles",
        "The system's keyring did not answer, so {host} was asked without the password or token that may be kept "
        "there, and refused access. Unlock the keyring and retry, or type the token again in the settings.",
    ),
    Problem.RELEASES_UNREACHABLE: QT_TRANSLATE_NOOP(
        "Troubles",
        "{address} could not be asked about newer versions. Nothing was changed; try again later. It said: {message}",
    ),
    Problem.RELEASES_UNTRUSTED: QT_TRANSLATE_NOOP(
        "Troubles",
        "What {address} says about newer versions is not signed by the makers of Teahouse, so it was not believed. "
        "Nothing was changed.",
    ),
    Problem.RELEASES_OUTDATED: QT_TRANSLATE_NOOP(
        "Troubles",
        "{address} shows older news of versions than it did before, so it was not believed. What was known stays; "
        "if this lasts, look at the page of Teahouse yourself.",
    ),
    Problem.RELEASES_EXPIRED: QT_TRANSLATE_NOOP(
        "Troubles",
        "What {address} says about newer versions was valid until {expired_at}, so it was not believed. What was known "
        "stays; check this computer's clock, or look at the page of Teahouse yourself.",
    ),
    Problem.UNEXPECTED: QT_TRANSLATE_NOOP(
        "Troubles", "Something went wrong inside Teahouse: {message}. What was saved is safe; retry or start it again."
    ),
}
