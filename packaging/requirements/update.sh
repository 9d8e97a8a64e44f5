#!/bin/sh
# Resolve the pinned, hashed requirement files anew from pyproject.toml. They name no index: pip takes its own.
#   run.txt     the app with its engine          test.txt    the same plus what checks and tests need
#   starter.txt the starter model (no dependencies: its own would compile for minutes)
#   clients.txt other clients of the engine's API, for its tests, in an environment of their own
#   package.txt what packages are built with
#   windows.txt what the Windows installer brings
#   models.txt  the second real model of the tests
#   servers.txt the servers that the tests of OpenAI-compatible hosts start, in an environment of their own
set -eu
cd "$(dirname "$0")/../.."
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
python3 -m venv "$tools/venv"
"$tools/venv/bin/pip" install --quiet uv
printf 'hatchling\neditables\n' > "$tools/build.in"
lock() {
    "$tools/venv/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-annotate --no-header --upgrade "$@"
}
lock pyproject.toml --extra engine "$tools/build.in" -o packaging/requirements/run.txt
lock pyproject.toml --extra engine --extra dev "$tools/build.in" -c packaging/requirements/run.txt \
    -o packaging/requirements/test.txt
printf '%s\n' cyllama litellm fastapi uvicorn orjson apscheduler backoff pyjwt python-multipart cryptography pyyaml rq \
    fastapi-sso websockets email-validator semver expression mcp psutil soundfile 'uvloop; sys_platform != "win32"' \
    > "$tools/servers.in"  # LiteLLM's proxy without what only its cloud parts need; psutil for the tests' guard
lock "$tools/servers.in" -o packaging/requirements/servers.txt
printf 'anthropic\nlangchain-ollama\nlangchain-openai\nollama\nopenai\n' > "$tools/clients.in"
lock "$tools/clients.in" -o packaging/requirements/clients.txt
printf 'pyinstaller\n' > "$tools/package.in"
lock pyproject.toml --extra engine "$tools/build.in" "$tools/package.in" -c packaging/requirements/run.txt \
    -o packaging/requirements/package.txt
"$tools/venv/bin/uv" pip compile --quiet --python-platform x86_64-pc-windows-msvc --python-version 3.13 \
    --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml --extra engine \
    -c packaging/requirements/run.txt -o packaging/requirements/windows.txt
