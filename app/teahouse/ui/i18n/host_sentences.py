"""The sentences for problems of hosts, the built-in engine and their models.

`ui.i18n.troubles` looks them up and inserts the facts.
"""

from __future__ import annotations

from collections.abc import Mapping

from teahouse.core.errors import Problem
from teahouse.ui.i18n.locales import QT_TRANSLATE_NOOP

HOST_SENTENCES: Mapping[Problem, str] = {
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
        "The way to {address} leads through the proxy {proxy}, and Teahouse speaks only to http and https proxies. "
        "Nothing was sent; name another proxy in Settings, Host, or exempt the host with no_proxy.",
    ),
    Problem.PROXY_INVALID: QT_TRANSLATE_NOOP(
        "Troubles",
        "{proxy} is no address of an http or https proxy. Nothing was changed; write one like http://proxy.example:3128.",
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
        "{path} is one of {parts} parts of a model, which Ollama cannot take. Nothing was copied; use the built-in "
        "engine, or join them to one file and choose that.",
    ),
    Problem.FILE_PARTS_MISSING: QT_TRANSLATE_NOOP(
        "Troubles",
        "{path} is one of {parts} parts of a model, and not all are in its folder. Nothing was copied; put them "
        "there, then choose it again.",
    ),
    Problem.MODEL_FILE_MISSING: QT_TRANSLATE_NOOP(
        "Troubles",
        "The file of {model} is not at {path} any more. What you wrote is kept; put it back, or choose where it is now "
        "under Models, Installed.",
    ),
    Problem.MODEL_FILE_CHANGED: QT_TRANSLATE_NOOP(
        "Troubles",
        "The file of {model} at {path} is another one than when you chose it. What you wrote is kept; choose it again "
        "under Models, Installed, if that is right.",
    ),
    Problem.FILE_CUT: QT_TRANSLATE_NOOP(
        "Troubles", "{path} is incomplete: it ends before its weights do. Nothing was copied; fetch the file again."
    ),
    Problem.SHEET_UNREADABLE: QT_TRANSLATE_NOOP(
        "Troubles", "{path} is no prompt sheet: {message} {place}. Nothing was taken in; correct it, or choose another."
    ),
    Problem.MODELFILE_UNREADABLE: QT_TRANSLATE_NOOP(
        "Troubles", "Line {line} of the Modelfile makes no sense. Nothing was taken in; correct it, or choose another."
    ),
}
