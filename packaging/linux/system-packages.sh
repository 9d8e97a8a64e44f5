#!/bin/sh
# Make sure the system libraries Teahouse needs are there: `system-packages.sh run` for the window and the engine,
# `system-packages.sh test` for tests and screenshots as well, `package` and `package-test` for making packages and for
# trying them in clean systems. Installs what is missing where apt and root (or sudo
# without a question) are at hand; otherwise names it in one ready command and ends with 1.
set -eu

run="libegl1 libgl1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-shape0
     libxcb-xinerama0 libxcb-xkb1 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 libglib2.0-0 libgomp1 libstdc++6"
test="xvfb xauth xdotool fonts-dejavu-core fonts-wqy-microhei fonts-inter fonts-noto-color-emoji
      dbus at-spi2-core gir1.2-atspi-2.0 python3-gi"
package="binutils patchelf xz-utils zstd librsvg2-bin desktop-file-utils appstream lintian rpm squashfs-tools
         libsquashfuse-dev libc6-dev gcc zlib1g-dev liblzma-dev libzstd-dev liblz4-dev liblzo2-dev nsis
         gcc-mingw-w64-x86-64"
package_test="mmdebstrap wine wine64 imagemagick"

case "${1:-run}" in
    run) wanted=$run ;;
    test) wanted="$run $test" ;;
    package) wanted="$run $package" ;;
    package-test) wanted="$run $test $package $package_test" ;;
    *) echo "usage: $0 run|test|package|package-test" >&2; exit 2 ;;
esac

[ "$(uname -s)" = Linux ] || exit 0
if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "Teahouse needs Qt's system libraries; on this system their packages are named otherwise than on Debian:"
    echo "  $wanted" | tr -s ' \n' ' '; echo
    exit 0
fi

# python3-venv is only wanted where this Python cannot make environments by itself (Debian's own).
"${PYTHON:-python3}" -c 'import ensurepip' 2>/dev/null || wanted="$wanted python3-venv"

missing=""
for package in $wanted; do
    # Newer releases renamed some packages for 64-bit time (libglib2.0-0t64): either will do.
    dpkg-query -W -f '${Status}\n' "$package" "${package}t64" 2>/dev/null | grep -q '^install ok installed' ||
        missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo"
else
    echo "Some system packages are missing. Install them with:" >&2
    echo "  sudo apt-get update && sudo apt-get install -y$missing" >&2
    exit 1
fi
echo "Installing system packages:$missing"
$as_root apt-get update -qq
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
