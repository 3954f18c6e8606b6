"""What is wrong with a directory is told by file, line, member and the nearest name."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.administration.configuration.conftest import OWNER, PORTAL, Shop
from tests.databases import on_one_database

pytestmark = on_one_database
SETTING = '[[upstream]]\nname = "microsoft"\n'


def changed(old: str, new: str) -> str:
    assert old in PORTAL
    return PORTAL.replace(old, new)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[[portal]]\n", "a.toml:1: portal is not known (did you mean portals?)"),
        ("\n[portals]\nid = 'a'\n", "a.toml:2: portals is written [[portals]]"),
        ("portals = 1\n", "a.toml:1: portals is written [[portals]]"),
        (SETTING, "a.toml:1: upstream is a setting: it belongs into parvis.toml"),
        ("x = \n", "a.toml: Invalid value (at line 1, column 5)"),
        (
            changed("redirect_uris", "redirect_uri"),
            (
                "a.toml:3: portals: redirect_uri: is not a known member."
                " (did you mean redirect_uris?)"
            ),
        ),
        (
            changed("name_en", "name_enn"),
            (
                "a.toml:7: portals: branding.name_enn: is not a known member."
                " (did you mean branding.name_en?)"
            ),
        ),
        (
            changed('"portail"', "7"),
            "a.toml:2: portals: id: id is of the wrong kind.",
        ),
        (
            changed('id = "portail"\n', ""),
            "a.toml:1: portals: id: id is missing.",
        ),
        (
            changed(
                '["https://portail.example.org/cb"]', '[\n  "https://a.example.org/",\n  7,\n]'
            ),
            "a.toml:3: portals: redirect_uris: must be a text.",
        ),
        (
            changed("redirect_uris", "disabled = 'yes'\nredirect_uris"),
            "a.toml:3: portals: disabled: disabled is of the wrong kind.",
        ),
        (
            changed('"Portail"', '"""Portail\nid = 7\n"""\ncolour = "red"'),
            "a.toml:9: portals: branding.colour: must be #rrggbb.",
        ),
        (
            OWNER.replace('"owner"', '"boss"'),
            "a.toml:4: administrators: roles: roles is not one of the choices.",
        ),
        (
            OWNER.replace("locale", "local"),
            (
                "a.toml:5: administrators: local: local is not something that can be set here."
                " (did you mean locale?)"
            ),
        ),
        (
            OWNER.replace("anne.roy@", "anne.roy"),
            "a.toml:3: administrators: address: This is not an address that mail can be sent to.",
        ),
        (
            '[[organisations]]\norganisation = "887999"\naddress = "a@exemple.quebec"\n',
            ("a.toml:2: organisations: organisation: There is no organisation 887999."),
        ),
        (
            '[[retention]]\nname = "outbocks"\ndays = 4\n',
            "a.toml:2: retention: name: There is no such rule of retention.",
        ),
    ],
    ids=str,
)
def test_what_cannot_be_applied_is_told_where_it_stands(shop: Shop, text: str, reason: str) -> None:
    shop.write(a=text)
    assert shop.refused() == [reason]


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        ('{ environment = "NOWHERE" }', "NOWHERE is not set in the environment."),
        ('{ environment = "EMPTY" }', "EMPTY is not set in the environment."),
        (
            '{ file = "/nowhere/at/all" }',
            "/nowhere/at/all cannot be read: No such file or directory.",
        ),
        ('{ file = "it" }', "it lies in the directory, where no secret belongs."),
        ('"Zk3-vT9q_Lw7RbX2mN8cYd5HsJ4fGp6A"', "a secret is written as a reference"),
        ('{ environment = "A", file = "b" }', "a secret is written as a reference"),
        ('{ environment = "SHORT" }', "secret is not written as it must be."),
        ('{ environment = "WEAK" }', "this secret could be guessed"),
    ],
)
def test_a_reference_that_leads_to_no_secret_is_refused_and_none_is_shown(
    shop: Shop, reference: str, reason: str
) -> None:
    shop.environment |= {"EMPTY": "", "SHORT": "abc-secret", "WEAK": "abcdefgh" * 5}
    shop.write(a=changed("redirect_uris", f"secret = {reference}\nredirect_uris"))
    (shop.directory / "it").write_text("x", "utf-8")
    (shop.directory / "it").rename(shop.directory / "it.md")
    (line,) = shop.refused()
    assert line.startswith(f"a.toml:3: portals: secret: {reason}")
    assert "abc-secret" not in line
    assert "Zk3" not in line


def test_a_portal_without_secrets_is_given_none(shop: Shop) -> None:
    shop.environment["IT"] = "Zk3-vT9q_Lw7RbX2mN8cYd5HsJ4fGp6A"
    more = 'token_endpoint_auth_method = "none"\nsecret = { environment = "IT" }\nredirect_uris'
    shop.write(a=changed("redirect_uris", more))
    (line,) = shop.refused()
    assert line.startswith("a.toml:4: portals: secret: client portail uses none")


def test_every_reason_is_told_at_once(shop: Shop) -> None:
    shop.write(a=changed("redirect_uris", "redirect"), b=OWNER.replace("fr", "de"))
    assert [each.partition(":")[0] for each in shop.refused()] == ["a.toml", "b.toml"]


def test_one_id_in_two_files_is_refused(shop: Shop) -> None:
    shop.write(a=PORTAL, b=PORTAL)
    assert shop.refused() == ["b.toml:2: portals: id: 'portail' stands twice, first at a.toml:2"]


def test_an_id_that_differs_by_case_alone_is_refused(shop: Shop) -> None:
    shop.write(a=PORTAL, b=changed('"portail"', '"Portail"'))
    assert shop.refused() == [
        "b.toml:2: portals: id: 'Portail' differs by case alone from a.toml:2"
    ]
    shop.write(b="")
    shop.apply()
    shop.write(a=changed('"portail"', '"PORTAIL"'))
    assert shop.refused() == [
        "a.toml:2: portals: id: 'PORTAIL' differs by case alone from 'portail', which is there"
    ]


def empty(directory: Path) -> None:
    directory.mkdir()


def nothing(directory: Path) -> None:
    assert not directory.exists()


def a_file(directory: Path) -> None:
    directory.write_text("", "utf-8")


def other_kind(directory: Path) -> None:
    directory.mkdir()
    (directory / "portail.yaml").write_text("", "utf-8")


def link_out(directory: Path) -> None:
    directory.mkdir()
    (directory.parent / "elsewhere.toml").write_text(PORTAL, "utf-8")
    (directory / "a.toml").symlink_to("../elsewhere.toml")


def folder_out(directory: Path) -> None:
    directory.mkdir()
    (directory.parent / "elsewhere").mkdir()
    (directory / "more").symlink_to("../elsewhere")


def not_text(directory: Path) -> None:
    directory.mkdir()
    (directory / "a.toml").write_bytes(b'x = "\xe9"\n')


def pipe(directory: Path) -> None:
    directory.mkdir()
    os.mkfifo(directory / "a.toml")


def link_to_nothing(directory: Path) -> None:
    directory.mkdir()
    (directory / "a.toml").symlink_to("b")


def too_deep(directory: Path) -> None:
    directory.mkdir()
    (directory / "a.toml").write_text(f"x = {'[' * 9_000}", "utf-8")


def odd_name(directory: Path) -> None:
    directory.mkdir()
    (directory / os.fsdecode(b"\xe9.toml")).write_text("x = 1\n", "utf-8")


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (pipe, "a.toml: it is no file that can be read"),
        (link_to_nothing, "a.toml: it is no file that can be read"),
        (too_deep, "a.toml: too many brackets in one another"),
        (odd_name, "\ufffd.toml:1: x is not known"),
        (empty, "there is no file that ends with .toml"),
        (nothing, "No such file or directory"),
        (a_file, "Not a directory"),
        (other_kind, "portail.yaml: only files that end with .toml or .md belong here"),
        (link_out, "a.toml: it is a link that leads out of the directory"),
        (folder_out, "more: it is a link that leads out of the directory"),
        (not_text, "a.toml: 'utf-8' codec can't decode"),
    ],
)
def test_a_directory_that_cannot_be_read_as_one_is_refused(
    shop: Shop, make: Callable[[Path], None], reason: str
) -> None:
    make(shop.directory)
    (line,) = shop.refused()
    assert reason in line
    line.encode()


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_cannot_be_read_is_refused(shop: Shop) -> None:
    shop.write(a=PORTAL)
    (shop.directory / "a.toml").chmod(0)
    assert shop.refused() == ["a.toml: Permission denied"]


def test_a_mark_at_the_beginning_and_windows_lines_are_read(shop: Shop) -> None:
    shop.write(a="")
    text = changed("colour" if "colour" in PORTAL else "name_fr", "name_fr").replace("\n", "\r\n")
    (shop.directory / "a.toml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert shop.altered() == ["portals portail: new"]
    (shop.directory / "a.toml").write_bytes(text.replace("name_en", "name").encode())
    (line,) = shop.refused()
    assert line.startswith("a.toml:7: portals: branding.name:")


def test_files_as_kubernetes_mounts_them_are_read_once(shop: Shop) -> None:
    kept = shop.directory / "..2026_11_29"
    kept.mkdir(parents=True)
    (kept / "a.toml").write_text(PORTAL, "utf-8")
    (shop.directory / "..data").symlink_to("..2026_11_29")
    (shop.directory / "a.toml").symlink_to("..data/a.toml")
    (shop.directory / "README.md").write_text("what this is", "utf-8")
    assert shop.altered() == ["portals portail: new"]
