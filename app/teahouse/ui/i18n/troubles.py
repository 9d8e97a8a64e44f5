"""The sentence for every problem: what happened, what was saved, what to do.

The facts of a problem are listed in `core.errors`; a missing fact is shown as an ellipsis and is not an error.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from teahouse.core.errors import Problem, Trouble
from teahouse.core.hub_names import HUB_REGISTRIES
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.locales import QT_TRANSLATE_NOOP

translate = QCoreApplication.translate

SENTENCES: Mapping[Problem, str] = {
    Problem.HOST_UNREACHABLE: QT_TRANSLATE_NOOP(
        "Troubles",
        "Nothing answers at {address}. What you wrote is kept; start the host or choose another, then retry.",
    ),
    Problem.HOST_ADDRESS_INVALID: QT_TRANSLATE_NOOP(
        "Troubles", "“{address}” is not an address. Write it like 192.168.1.20:11434 or https://example.org."
    ),
    Problem.NOT_AN_OLLAMA: QT_TRANSLATE_NOOP(
        "Troubles", "Something answers at {address}, but it is not Ollama. Check the address and the port."
    ),
    Problem.NOT_A_SERVER: QT_TRANSLATE_NOOP(
        "Troubles",
        "Something answers at {address}, but it is neither Ollama nor an OpenAI-compatible server. "
        "Check the address and the port.",
    ),
    Problem.HOST_LIMITED: QT_TRANSLATE_NOOP(
        "Troubles",
        "{address} takes no more requests for {seconds} seconds. Your message is kept; retry after that.",
    ),
    Problem.HOST_CANNOT: QT_TRANSLATE_NOOP(
        "Troubles",
        "{address} is an OpenAI-compatible server: models are loaded, pulled and changed where it runs. "
        "Nothing was changed; choose an Ollama or the built-in engine for this.",
    ),
    Problem.REPLY_FILTERED: QT_TRANSLATE_NOOP(
        "Troubles", "The content filter of {address} refused this. What you wrote is kept; change it, then retry."
    ),
    Problem.HOST_BUSY: QT_TRANSLATE_NOOP(
        "Troubles", "The host has too much to do and took no more requests. Your message is kept; retry in a moment."
    ),
    Problem.HOST_REFUSED: QT_TRANSLATE_NOOP(
        "Troubles", "{address} refused access. Check the token in the settings, then retry."
    ),
    Problem.HOST_LOST: QT_TRANSLATE_NOOP("Troubles", "The connection to the host broke off. Nothing was lost; retry."),
    Problem.HOST_ERROR: QT_TRANSLATE_NOOP(
        "Troubles", "The host reported an error: {message}. Nothing was lost; you can retry."
    ),
    Problem.HOST_SILENT: QT_TRANSLATE_NOOP(
        "Troubles", "{address} accepted the connection but did not answer in time. What you wrote is kept; retry."
    ),
    Problem.HOST_STALLED: QT_TRANSLATE_NOOP(
        "Troubles", "{address} began to answer and then sent nothing more. What you wrote is kept; retry."
    ),
    Problem.HOST_AWAY: QT_TRANSLATE_NOOP(
        "Troubles",
        "A proxy answers at {address}, but it cannot reach the host behind it (status {status}). "
        "What you wrote is kept; start the host there, then retry.",
    ),
    Problem.HOST_REDIRECTS: QT_TRANSLATE_NOOP(
        "Troubles",
        "{address} refers to {target}. Teahouse does not follow, so that your token goes nowhere else; "
        "if you trust that address, choose it as the host.",
    ),
    Problem.WEB_PAGE_ANSWERED: QT_TRANSLATE_NOOP(
        "Troubles",
        "At {address} a web page answers instead of a host (status {status}, title “{title}”). "
        "Check the address and the port, or sign in to the network first.",
    ),
    Problem.ANSWER_GARBLED: QT_TRANSLATE_NOOP(
        "Troubles", "What {address} sent could not be understood. What you wrote is kept; retry."
    ),
    Problem.ANSWER_TOO_LARGE: QT_TRANSLATE_NOOP(
        "Troubles",
        "{address} sent more than any host does, so the connection was closed. What you wrote is kept; "
        "check the address.",
    ),
    Problem.CERTIFICATE_UNKNOWN: QT_TRANSLATE_NOOP(
        "Troubles",
        "The certificate of {address} is not signed by anybody this computer trusts, so nothing was sent. "
        "If the host is yours, add its certificate to this computer's trusted ones, then retry. Reason: {message}",
    ),
    Problem.CERTIFICATE_EXPIRED: QT_TRANSLATE_NOOP(
        "Troubles",
        "The certificate of {address} is not valid today, so nothing was sent. "
        "Check the date of this computer, or have the certificate renewed, then retry. Reason: {message}",
    ),
    Problem.CERTIFICATE_OF_ANOTHER: QT_TRANSLATE_NOOP(
        "Troubles",
        "The certificate at {address} is for another name, so nothing was sent. "
        "Use the name that the certificate is for. Reason: {message}",
    ),
    Problem.CERTIFICATES_UNUSABLE: QT_TRANSLATE_NOOP(
        "Troubles",
        "The certificates in {path} cannot be used: {message}. Nothing was sent; choose another file in the settings.",
    ),
    Problem.HOST_WITHOUT_TLS: QT_TRANSLATE_NOOP(
        "Troubles",
        "{address} does not speak https. Nothing was sent; if you trust the network, write http:// before the address.",
    ),
    Problem.PROXY_UNUSABLE: QT_TRANSLATE_NOOP(
        "Troubles",
        "This computer's settings name the proxy {proxy} on the way to {address}, and Teahouse speaks only to http and "
        "https proxies. Nothing was sent; name another proxy, or exempt the host with no_proxy.",
    ),
    Problem.HOST_NEEDS_TLS: QT_TRANSLATE_NOOP(
        "Troubles", "{address} speaks only https. Write https:// before the address, then retry."
    ),
    Problem.ENGINE_MISSING: QT_TRANSLATE_NOOP(
        "Troubles", "The built-in engine is not installed. Install teahouse[engine], or start Ollama and retry."
    ),
    Problem.ENGINE_UNSUPPORTED_CPU: QT_TRANSLATE_NOOP(
        "Troubles",
        "The built-in engine cannot run on this processor, which lacks {missing}. "
        "Use Ollama here or a host on another computer.",
    ),
    Problem.ENGINE_SLOW: QT_TRANSLATE_NOOP(
        "Troubles",
        "The built-in engine did not answer within {seconds} seconds of its start; this computer may be very busy. "
        "Nothing was lost.",
    ),
    Problem.ENGINE_DIED: QT_TRANSLATE_NOOP(
        "Troubles",
        "The built-in engine ended by itself and is started again. Nothing was lost. It said: {message}",
    ),
    Problem.CARD_PROGRAM_MISSING: QT_TRANSLATE_NOOP(
        "Troubles",
        "The program for the graphics card is no longer at {path}. The processor is used. "
        "Choose the program anew in the settings.",
    ),
    Problem.CARD_PROGRAM_FAILED: QT_TRANSLATE_NOOP(
        "Troubles", "The llama-server program could not compute. The processor is used as before. It said: {message}"
    ),
    Problem.CARD_MISSING: QT_TRANSLATE_NOOP(
        "Troubles",
        "The llama-server program found no graphics card that it can use. The processor is used as before. "
        "Check the driver, and that the program was built for this card.",
    ),
    Problem.CARD_WRONG: QT_TRANSLATE_NOOP(
        "Troubles",
        "The graphics card computed something else than the processor, which is used as before. "
        "Try a newer driver or another llama-server program.",
    ),
    Problem.CARD_SLOW: QT_TRANSLATE_NOOP(
        "Troubles",
        "The llama-server program was not ready after {seconds} seconds. The processor is used as before.",
    ),
    Problem.CARD_FAILED: QT_TRANSLATE_NOOP(
        "Troubles",
        "{model} runs on the processor, because the program for the graphics card failed. It said: {message}",
    ),
    Problem.MODEL_MISSING: QT_TRANSLATE_NOOP(
        "Troubles", "{model} is not installed on this host. Your message is kept; choose another model and retry."
    ),
    Problem.MODEL_NAME_INVALID: QT_TRANSLATE_NOOP(
        "Troubles", "“{model}” is not a model name. Names look like qwen3:8b, without spaces."
    ),
    Problem.MODEL_BROKEN: QT_TRANSLATE_NOOP(
        "Troubles",
        "The file of {model} cannot be loaded. Your message is kept; choose another model or install it again. "
        "The engine said: {message}",
    ),
    Problem.MODEL_TOO_BIG: QT_TRANSLATE_NOOP(
        "Troubles",
        "There is not enough free memory for {model}. Your message is kept; close other programs, "
        "or choose a smaller model. The engine said: {message}",
    ),
    Problem.MODEL_CANNOT: QT_TRANSLATE_NOOP(
        "Troubles",
        "{model} cannot answer this: it lacks “{capability}”. Your message is kept; retry with a model that has it.",
    ),
    Problem.CONTEXT_FULL: QT_TRANSLATE_NOOP(
        "Troubles",
        "The conversation needs {needed} tokens, but the context holds {available}. Nothing was cut; "
        "enlarge the context, or send less.",
    ),
    Problem.QUESTION_TOO_LONG: QT_TRANSLATE_NOOP(
        "Troubles",
        "The last message alone fills the context of {available} tokens. Nothing was changed; "
        "enlarge the context, or shorten the message.",
    ),
    Problem.CANNOT_CONTINUE: QT_TRANSLATE_NOOP(
        "Troubles",
        "{model} cannot continue a reply here: it would begin a new one. The text is kept; retry to get another reply.",
    ),
    Problem.SUMMARY_EMPTY: QT_TRANSLATE_NOOP(
        "Troubles",
        "{model} wrote no summary. Nothing was changed; try again, leave the messages out without a summary, or choose "
        "another model.",
    ),
    Problem.RUNNER_DIED: QT_TRANSLATE_NOOP(
        "Troubles",
        "{model} stopped working. What you wrote is kept; retry loads it again. The engine said: {message}",
    ),
    Problem.MODEL_EXISTS: QT_TRANSLATE_NOOP(
        "Troubles", "There is already a model called {model}. Nothing was changed; choose another name."
    ),
    Problem.FILE_UNUSABLE: QT_TRANSLATE_NOOP(
        "Troubles", "No model can be made of {path}: {message}. Nothing was copied; choose a whole GGUF file."
    ),
    Problem.FILE_NO_GGUF: QT_TRANSLATE_NOOP(
        "Troubles", "{path} is not a GGUF file. Nothing was copied; choose one that is."
    ),
    Problem.FILE_SPLIT: QT_TRANSLATE_NOOP(
        "Troubles",
        "{path} is one of {parts} parts of a model. Nothing was copied; join them to one file, then choose that.",
    ),
    Problem.FILE_CUT: QT_TRANSLATE_NOOP(
        "Troubles", "{path} is incomplete: it ends before its weights do. Nothing was copied; fetch the file again."
    ),
    Problem.MODELFILE_UNREADABLE: QT_TRANSLATE_NOOP(
        "Troubles", "Line {line} of the Modelfile makes no sense. Nothing was taken in; correct it, or choose another."
    ),
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
        "{registry} has {model} only as several files, which no host can pull. Nothing was downloaded; "
        "choose another size after the colon, or fetch the files, join them to one and import that.",
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


# The same problems where a part of the reply had arrived (fact `arrived`).
SENTENCES_OF_A_PART: Mapping[Problem, str] = {
    Problem.HOST_LOST: QT_TRANSLATE_NOOP(
        "Troubles", "The connection to the host broke off. What had arrived is kept; retry for a whole reply."
    ),
    Problem.HOST_ERROR: QT_TRANSLATE_NOOP(
        "Troubles", "The host reported an error: {message}. What had arrived is kept; you can retry."
    ),
    Problem.REPLY_FILTERED: QT_TRANSLATE_NOOP(
        "Troubles", "The content filter of {address} ended the reply. What had arrived is kept."
    ),
    Problem.HOST_SILENT: QT_TRANSLATE_NOOP(
        "Troubles", "{address} did not send the rest in time. What had arrived is kept; retry for a whole reply."
    ),
    Problem.HOST_STALLED: QT_TRANSLATE_NOOP(
        "Troubles",
        "{address} stopped sending in the middle of the reply. What had arrived is kept; retry for a whole one.",
    ),
    Problem.ANSWER_GARBLED: QT_TRANSLATE_NOOP(
        "Troubles",
        "In the middle of the reply {address} sent something that could not be understood. "
        "What had arrived is kept; retry for a whole one.",
    ),
    Problem.ANSWER_TOO_LARGE: QT_TRANSLATE_NOOP(
        "Troubles",
        "The reply of {address} did not end where any model's does, so it was stopped. What had arrived is kept.",
    ),
    Problem.RUNNER_DIED: QT_TRANSLATE_NOOP(
        "Troubles",
        "{model} stopped working. What had arrived is kept; retry loads it again. The engine said: {message}",
    ),
}

# The same problem where the registry is a hub that has mirrors.
SENTENCE_OF_A_HUB = QT_TRANSLATE_NOOP(
    "Troubles",
    "{registry} cannot be reached from where the host runs. Nothing is lost; check the network and try again, or pull "
    "it from a mirror: hf-mirror.com/… in place of hf.co/…, or modelscope.cn/… It said: {message}",
)


def sentence(trouble: Trouble) -> str:
    """The sentence for this trouble, in the window's language."""
    return sentence_of(trouble.problem.value, trouble.facts)


def sentence_of(problem: str, facts: Mapping[str, object]) -> str:
    """The sentence for a problem that was stored with a message; an unknown problem is shown as an unexpected one."""
    try:
        known = Problem(problem)
        template = SENTENCES_OF_A_PART.get(known, SENTENCES[known]) if facts.get("arrived") else SENTENCES[known]
        if known is Problem.REGISTRY_UNREACHABLE and facts.get("registry") in HUB_REGISTRIES:
            template = SENTENCE_OF_A_HUB
    except ValueError:
        template, facts = SENTENCES[Problem.UNEXPECTED], {"message": problem, **facts}
    return translate("Troubles", template).format_map(_Facts({name: _shown(name, facts[name]) for name in facts}))


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def _shown(name: str, value: object) -> str:
    if name == "capability":
        return translate("Models", str(value))  # the words of its badges
    if isinstance(value, int | float) and name.endswith("_at"):
        return numbers.moment(value)
    if isinstance(value, int) and name.endswith("_bytes"):
        return numbers.size(value)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1000:
        return numbers.count(value)
    shown = str(value).encode("utf-8", "replace").decode()  # Qt ends a text at half a character
    return shown.strip().rstrip(".。") or "…"
