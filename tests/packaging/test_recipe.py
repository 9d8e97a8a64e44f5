"""What the recipes for packages decide: what is bundled, what it is called, and what licence files it has."""

from __future__ import annotations

import configparser
import json
import os
import re
import struct
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
import sign_release
from recipe import build_paths, channel, icons, licence_files, trimming
from recipe.components import (
    CARRIED,
    Component,
    bundled_modules,
    distributions_of,
    list_vendored,
    of_site_packages,
)
from recipe.tree import filled_metainfo

import teahouse
from teahouse.core.languages import LANGUAGES
from teahouse.core.releases import find_refusal
from teahouse.releases import verify_release
from teahouse.services.updates.events import Channel
from teahouse.services.updates.service import read_channel

ROOT = Path(__file__).resolve().parents[2]
QT = "PySide6/Qt"


@pytest.mark.parametrize(
    "place",
    [
        f"{QT}/plugins/platforms/libqxcb.so",
        f"{QT}/plugins/platforms/libqwayland.so",
        f"{QT}/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
        f"{QT}/plugins/platformthemes/libqxdgdesktopportal.so",
        f"{QT}/plugins/imageformats/libqwebp.so",
        f"{QT}/lib/libQt6Widgets.so.6",
        "libxcb-cursor.so.0",
        "libgomp.so.1",
        "xllamacpp/xllamacpp.abi3.so",
        "PySide6/plugins/platforms/qwindows.dll",
        "resources/i18n/teahouse_zh_CN.qm",
        *(f"{QT}/translations/qtbase_{language.qt}.qm" for language in LANGUAGES.values() if language.qt),
    ],
)
def test_what_the_app_needs_is_bundled(place: str) -> None:
    assert trimming.is_wanted(place)


@pytest.mark.parametrize(
    "place",
    [
        "libstdc++.so.6",
        "libxcb.so.1",
        "libX11-xcb.so.1",
        "libGL.so.1",
        "libfontconfig.so.1",
        "libdbus-1.so.3",
        "libglib-2.0.so.0",
        "libwayland-client.so.0",
        "libxkbcommon.so.0",
    ],
)
def test_what_must_match_the_host_is_left_to_it(place: str) -> None:
    assert not trimming.is_wanted(place)


@pytest.mark.parametrize(
    "place",
    [
        f"{QT}/plugins/platformthemes/libqgtk3.so",
        f"{QT}/plugins/imageformats/libqpdf.so",
        f"{QT}/plugins/sqldrivers/libqsqlite.so",
        f"{QT}/translations/qtbase_de.qm",
        f"{QT}/lib/libQt6Quick.so.6",
        "PySide6/opengl32sw.dll",
    ],
)
def test_what_nobody_uses_is_left_out(place: str) -> None:
    assert not trimming.is_wanted(place)


def test_libraries_go_with_the_last_one_that_wanted_them() -> None:
    entries = [
        ("PySide6/QtGui.abi3.so", "/site/QtGui.abi3.so", "EXTENSION"),
        ("libQt6Gui.so.6", "/site/libQt6Gui.so.6", "BINARY"),
        ("libgtk-3.so.0", "/usr/lib/libgtk-3.so.0", "BINARY"),
        ("libcairo.so.2", "/usr/lib/libcairo.so.2", "BINARY"),
    ]
    needs = {"/site/QtGui.abi3.so": ["libQt6Gui.so.6"], "/usr/lib/libgtk-3.so.0": ["libcairo.so.2"]}
    kept = trimming.reachable(entries, lambda path: needs.get(path, []))
    assert [target for target, _, _ in kept] == ["PySide6/QtGui.abi3.so", "libQt6Gui.so.6"]


def test_links_that_lead_nowhere_are_left_out() -> None:
    entries = [
        ("libQt6Gui.so.6", "PySide6/Qt/lib/libQt6Gui.so.6", "SYMLINK"),
        ("libQt6Quick.so.6", "PySide6/Qt/lib/libQt6Quick.so.6", "SYMLINK"),
        ("data.txt", "/data.txt", "DATA"),
    ]
    kept = trimming.without_dangling(entries, ["PySide6/Qt/lib/libQt6Gui.so.6"])
    assert [target for target, _, _ in kept] == ["libQt6Gui.so.6", "data.txt"]


def test_there_is_one_version() -> None:
    assert build_paths.version() == teahouse.__version__
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert "version" in project["project"]["dynamic"]


def test_a_told_date_goes_before_the_commits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "12345")
    assert build_paths.epoch() == 12345
    assert build_paths.clean_environment()["SOURCE_DATE_EPOCH"] == "12345"


def test_trees_get_one_time_and_the_modes_of_a_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    program, library, text = tmp_path / "program", tmp_path / "lib.so.1", tmp_path / "text"
    for path, mode in ((program, 0o700), (library, 0o755), (text, 0o600)):
        path.write_text("x")
        path.chmod(mode)
    (tmp_path / "link").symlink_to("text")
    build_paths.normalize_tree(tmp_path)
    assert [path.stat().st_mode & 0o777 for path in (program, library, text)] == [0o755, 0o644, 0o644]
    assert {os.lstat(path).st_mtime for path in tmp_path.iterdir()} == {1700000000}


def test_a_windows_icon_holds_every_picture_where_it_says() -> None:
    pictures = {16: b"small", 256: b"large picture"}
    made = icons.ico(pictures)
    assert struct.unpack_from("<HHH", made) == (0, 1, 2)
    for number, (size, picture) in enumerate(pictures.items()):
        side, *_, length, start = struct.unpack_from("<BBBBHHII", made, 6 + 16 * number)
        assert side == size % 256
        assert made[start : start + length] == picture


def test_a_mac_icon_says_its_own_length() -> None:
    made = icons.icns({16: b"small", 1024: b"large"})
    assert made[:4] == b"icns"
    assert struct.unpack(">I", made[4:8])[0] == len(made)
    assert made[8:12] == icons.ICNS_KINDS[16]


def component(name: str, licence: str, *texts: Path) -> Component:
    return Component(name, "1.0", licence, f"pkg:pypi/{name}@1.0", texts)


def test_every_text_is_in_the_folder_and_the_index(tmp_path: Path) -> None:
    text = tmp_path / "LICENSE"
    text.write_text("do as you like")
    found = [component("one", "MIT", text), component("two", "MIT", text, text)]
    licence_files.write_licences(found, tmp_path / "licences")
    index = (tmp_path / "licences" / "INDEX.txt").read_text()
    for name in ("one.txt", "two-1.txt", "two-2.txt"):
        assert name in index
        assert (tmp_path / "licences" / name).read_text() == "do as you like"
    assert (tmp_path / "licences" / "Qt.md").read_text().startswith("# Qt")


def test_a_component_without_its_licence_is_noticed() -> None:
    assert licence_files.without_text([component("bare", "MIT"), component("told", "MIT", Path("x"))]) == ["bare"]


def test_the_bill_is_the_same_for_the_same_build_and_knows_expressions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    found = [component("b", "Apache-2.0 OR BSD-3-Clause"), component("a", "see its text")]
    for name in ("first", "second"):
        licence_files.write_bill(found, tmp_path / name, "deb")
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()
    bill = json.loads((tmp_path / "first").read_text())
    assert [entry["name"] for entry in bill["components"]] == ["a", "b"]
    assert bill["components"][0]["licenses"] == [{"license": {"name": "see its text"}}]
    assert bill["components"][1]["licenses"] == [{"expression": "Apache-2.0 OR BSD-3-Clause"}]


def test_what_a_binary_was_compiled_from_is_in_the_index_and_the_bill(tmp_path: Path) -> None:
    import pydantic_core

    site = Path(pydantic_core.__file__).parents[1]
    (found,) = of_site_packages(site, {"pydantic-core"})
    assert "pyo3" in {part.name for part in found.parts}  # the crate that makes it a module of Python
    licence_files.write_licences([found], tmp_path / "licences")
    assert "inside it: pyo3" in (tmp_path / "licences" / "INDEX.txt").read_text()
    licence_files.write_bill([found], tmp_path / "bill", "deb")
    (entry,) = json.loads((tmp_path / "bill").read_text())["components"]
    references = [part["bom-ref"] for part in entry["components"]]
    assert len(set(references)) == len(references) > 10


def test_everything_carried_has_its_licence_here() -> None:
    carriers = [Component(name, "2026.10.11549", "MIT", f"pkg:pypi/{name}") for name in CARRIED]
    carried = list(list_vendored(carriers))
    assert licence_files.without_text(carried) == []
    assert ("llama.cpp", "b11549") in {(each.name, each.version) for each in carried}


def test_distributions_are_found_by_their_modules_and_bring_their_licences() -> None:
    import httpx

    site = Path(httpx.__file__).parents[1]
    assert distributions_of({"httpx", "PySide6"}, site) == {"httpx", "pyside6_essentials"}
    (found,) = of_site_packages(site, {"httpx"})
    assert found.licence == "BSD-3-Clause"
    assert found.texts[0].is_file()
    (qt,) = of_site_packages(site, {"PySide6_Essentials"})
    assert [text.name for text in qt.texts] == ["GPL-3.0-only.txt", "LGPL-3.0-only.txt"]


def test_pyinstallers_table_of_contents_is_read(tmp_path: Path) -> None:
    toc = tmp_path / "PYZ-00.toc"
    toc.write_text("('a.pyz', [('httpx._client', '/x', 'PYMODULE'), ('json', '/y', 'PYMODULE')])")
    assert bundled_modules(toc) == {"httpx", "json"}


def test_the_desktop_file_starts_the_program_the_window_says_it_is() -> None:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(ROOT / "packaging" / "linux" / "teahouse.desktop", encoding="utf-8")
    entry = parser["Desktop Entry"]
    assert entry["Exec"] == "teahouse %f"
    assert entry["Icon"] == "teahouse"
    application = (ROOT / "app" / "teahouse" / "application.py").read_text(encoding="utf-8")
    assert f'setDesktopFileName("{entry["StartupWMClass"]}")' in application


def test_the_metainfo_names_addresses_only_where_there_are_any() -> None:
    bare, full = filled_metainfo(""), filled_metainfo("https://example.org/tea")
    assert "<screenshots>" not in bare
    assert "https://example.org/tea/issues" in full
    assert teahouse.__version__ in bare
    assert "@" not in re.sub(r"<!--.*?-->", "", full)


def test_the_metainfo_shows_pictures_that_are_there_and_as_large_as_it_says() -> None:
    pictures = re.findall(
        r'width="(\d+)" height="(\d+)">.*/(docs/images/\w+\.png)<', filled_metainfo("https://example.org")
    )
    assert len(pictures) >= 3
    for width, height, place in pictures:
        head = (ROOT / place).read_bytes()[:24]
        assert struct.unpack(">II", head[16:24]) == (int(width), int(height)), place


def test_the_man_page_names_every_command_of_the_program() -> None:
    said = subprocess.run([sys.executable, "-m", "teahouse", "--help"], capture_output=True, text=True, check=True)
    manual = (ROOT / "packaging" / "linux" / "teahouse.1").read_text(encoding="utf-8").replace("\\-", "-")
    commands = re.findall(r"teahouse ([a-z][a-z-]*)", said.stdout)
    assert commands
    assert [
        command for command in commands if f".B {command}" not in manual and f"teahouse {command}" not in manual
    ] == []


def test_a_package_says_how_it_came_and_the_app_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in channel.ENVIRONMENT.values():
        monkeypatch.delenv(name, raising=False)
    channel.write(tmp_path, "deb")
    assert read_channel(tmp_path) == Channel("deb")
    monkeypatch.setenv("TEAHOUSE_STORE", "Flathub")
    monkeypatch.setenv("TEAHOUSE_UPDATES", "https://example.org/latest.json")
    monkeypatch.setenv("TEAHOUSE_CATALOGUE", "https://example.org/catalogue.json")
    monkeypatch.setenv("TEAHOUSE_UPDATES_KEY", "key")
    channel.write(tmp_path, "flatpak")
    addresses = ("https://example.org/latest.json", "key", "https://example.org/catalogue.json")
    assert read_channel(tmp_path) == Channel("flatpak", "Flathub", *addresses)


def test_news_signed_for_a_release_are_believed_with_its_public_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sign_release, "DIST", tmp_path)
    assert sign_release.main(["new-key"]) == 0
    secret, public = (line.rpartition(" ")[2] for line in capsys.readouterr().out.splitlines())
    monkeypatch.setenv(sign_release.SECRET, secret)
    page = "https://example.org/tea/releases"
    assert sign_release.main([page]) == 0
    release = verify_release((tmp_path / "latest.json").read_bytes(), public)
    assert (release.version, release.page) == (teahouse.__version__, page)
    assert release.expires - release.published == sign_release.VALID_DAYS * 86_400
    assert find_refusal(release, None, time.time()) is None
    assert sign_release.main(["ftp://example.org"]) == 2
