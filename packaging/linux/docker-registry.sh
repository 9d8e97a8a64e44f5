#!/bin/sh
# Put Debian's docker-registry, one program, into the folder given: the tests pull from it as from a registry that is not
# ours. It is not installed as a package, since that would begin to serve the network; where it is not to be had, the
# test that wants it is skipped.
set -eu
into=$1

[ -x "$into/docker-registry" ] && exit 0
command -v apt-get >/dev/null 2>&1 && command -v dpkg-deb >/dev/null 2>&1 || exit 0

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
fetch() { apt-get download -qq docker-registry >/dev/null 2>&1; }
renew() { [ "$(id -u)" = 0 ] && apt-get update -qq >/dev/null 2>&1; }
cd "$folder"
fetch || { renew && fetch; } || { echo "docker-registry is not to be had here; its test will be skipped." >&2; exit 0; }
dpkg-deb -x docker-registry_*.deb .
cd - >/dev/null
cp "$folder/usr/bin/docker-registry" "$into/"
