"""The macOS app in a disk image. Only a Mac can make it; with APPLE_IDENTITY in the environment it is signed, with
APPLE_PROFILE (a keychain profile of notarytool's) notarised as well."""

from __future__ import annotations

import os
import platform
import shutil
from pathlib import Path

from recipe import channel
from recipe.build_paths import DIST, PACKAGING, WORK, run, version
from recipe.onedir import BUNDLE

ENTITLEMENTS = PACKAGING / "macos" / "entitlements.plist"


def make(*, fast: bool = False) -> Path:
    """dist/Teahouse-<version>-<architecture>.dmg; `fast` makes no difference here."""
    app = BUNDLE.parent / "Teahouse.app"
    shutil.copytree(BUNDLE / "licences", app / "Contents" / "Resources" / "licences", dirs_exist_ok=True)
    channel.write(app / "Contents" / "Resources" / "resources", "dmg")
    identity = os.environ.get("APPLE_IDENTITY", "-")  # "-" signs for this Mac alone
    hard = () if identity == "-" else ("--options", "runtime", "--timestamp", "--entitlements", ENTITLEMENTS)
    run("codesign", "--force", "--deep", "--sign", identity, *hard, app)
    folder = WORK / "dmg"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    run("ditto", app, folder / app.name)
    (folder / "Applications").symlink_to("/Applications")
    DIST.mkdir(exist_ok=True)
    target = DIST / f"Teahouse-{version()}-{platform.machine()}.dmg"
    run("hdiutil", "create", "-volname", "Teahouse", "-srcfolder", folder, "-ov", "-format", "ULMO", target)
    profile = os.environ.get("APPLE_PROFILE", "")
    if identity != "-" and profile:
        run("xcrun", "notarytool", "submit", target, "--keychain-profile", profile, "--wait")
        run("xcrun", "stapler", "staple", target)
    return target
