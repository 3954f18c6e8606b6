"""Messages: what they say, in which form, and what cannot get into them."""

import email
import email.policy
import re
from email.message import EmailMessage
from html import unescape

import pytest
from msgspec.structs import replace

from idp.mail.message import compose, deliverable
from idp.mail.model import Attachment, Brand, Message
from idp.settings import Settings
from idp.translations import words_in

NOW = 1_795_435_200
CODE = {
    "code": "1234 5678",
    "digits": "12345678",
    "minutes": "30",
    "purpose": "sign_up",
    "portal": "Portail des Érables",
    "host": "connexion.exemple.quebec",
}
NOTICE = {
    "service": "Parvis",
    "support": "soutien@exemple.quebec",
    "address": "a@b.org",
    "itself": "",
    "uri": "",
    "day": "6 décembre 2026",
    "addition": "passkey",
}
SUPPORT = {
    "service": "Parvis",
    "portal": "Portail",
    "child": "Léa",
    "address": "parent@exemple.quebec",
    "organisation": "CSS des Érables",
    "problem": "Rien ne va.\n<script>alert(1)</script>",
    "error_code": "PRV-CHILD-NO-MATCH",
    "page": "/enfant",
    "browser": "Firefox",
    "reference": "7F3K",
}


def raw(kind: str, values: dict[str, str], **changes: object) -> bytes:
    message = Message(
        kind=kind,
        recipient="zoe@exemple.quebec",
        locale="fr",
        values=values,
        brand=Brand("Portail"),
    )
    message = replace(message, **changes)
    return compose(Settings(), message, message_id="outbox-id", now=NOW)


def read(written: bytes) -> EmailMessage:
    message = email.message_from_bytes(written, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert message.defects == []
    return message


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    content: str = body.get_content()
    return content.replace("\r\n", "\n")


def test_a_code_stands_in_the_subject_and_alone_on_its_line() -> None:
    message = read(raw("code", CODE))
    assert message["Subject"] == "1234 5678 est votre code pour le Portail des Érables"
    lines = part(message, "plain").strip().split("\n")
    assert "1234 5678" in lines
    assert lines[-1] == "@connexion.exemple.quebec #12345678"
    assert "1234 5678" in part(message, "html")


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_a_long_subject_loses_no_blank_where_it_is_cut(locale: str) -> None:
    service = "Portail des élèves, à l’école Émile-Légaré de Trois-Rivières"
    for kind in ("password_changed", "data_exported", "accounts_merged", "new_browser"):
        values = {**NOTICE, "service": service, "device": "", "day": "", "time": ""}
        written = raw(kind, values, locale=locale)
        said = words_in(locale).say(f"mail.{kind}.subject", service=service)
        assert read(written)["Subject"] == said
        head = written.partition(b"\r\n\r\n")[0]
        assert max(map(len, head.split(b"\r\n"))) <= 78


def test_a_code_says_how_long_it_works_and_that_nobody_will_ask_for_it() -> None:
    text = part(read(raw("code", CODE)), "plain")
    assert "30\u00a0minutes" in text
    assert "Nous ne vous demanderons jamais" in text
    assert "Portail des Érables" in text


@pytest.mark.parametrize("purpose", ["sign_up", "recover", "add_address"])
@pytest.mark.parametrize("locale", ["fr", "en"])
def test_a_code_says_what_it_is_for(purpose: str, locale: str) -> None:
    message = read(raw("code", {**CODE, "purpose": purpose}, locale=locale))
    assert message["Content-Language"] == locale
    assert ("Voici votre code" in part(message, "plain")) == (locale == "fr")
    assert f'lang="{locale}"' in part(message, "html")


def test_the_headers_say_that_a_program_wrote_it() -> None:
    message = read(raw("code", CODE))
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == "<outbox-id@parvis.localhost>"
    assert message["Date"].datetime.timestamp() == NOW
    assert message["From"].addresses[0].display_name == "Parvis"


def test_everything_is_ascii_and_no_line_is_too_long() -> None:
    for kind, values in (("code", CODE), ("support", {**SUPPORT, "problem": "é" * 4000})):
        written = raw(kind, values)
        assert written.isascii()
        assert all(len(line) <= 998 for line in written.split(b"\r\n"))
        assert b"\n" not in written.replace(b"\r\n", b"")


def test_an_internationalised_domain_is_written_in_a_labels() -> None:
    assert deliverable("zoe@école.québec") == "zoe@xn--cole-9oa.xn--qubec-csa"
    assert b"To: zoe@xn--cole-9oa.xn--qubec-csa" in raw("code", CODE, recipient="zoe@école.québec")


@pytest.mark.parametrize("address", ["zoe+école@x.org", "d'amours_z@x.org", "a.b-c@x.org"])
def test_unusual_local_parts_are_kept(address: str) -> None:
    if address.isascii():
        assert read(raw("code", CODE, recipient=address))["To"].addresses[0].addr_spec == address


@pytest.mark.parametrize(
    "address",
    ["a@b.org\r\nBcc: evil@x.org", "a@b.org\nX: y", "a@b.org, c@d.org", "a b@c.org", "a@"],
)
def test_no_address_can_break_out_of_its_header(address: str) -> None:
    for changes in ({"recipient": address}, {"reply_to": address}):
        try:
            message = read(raw("code", CODE, **changes))
        except (ValueError, email.errors.MessageError):
            continue
        assert message["Bcc"] is None
        assert message["X"] is None


def test_no_value_can_break_out_of_the_subject() -> None:
    with pytest.raises(ValueError, match="Header"):
        raw("code", {**CODE, "portal": "Parvis\r\nBcc: evil@x.org"})


@pytest.mark.parametrize(
    "kind",
    [
        *("account_created", "password_changed", "address_added", "address_removed"),
        *("address_removal_asked", "addition_restored"),
    ],
)
@pytest.mark.parametrize("locale", ["fr", "en"])
def test_every_notice_says_what_to_do_if_it_was_not_you(kind: str, locale: str) -> None:
    message = read(raw(kind, NOTICE, locale=locale))
    assert "Parvis" in message["Subject"]
    for form in ("plain", "html"):
        assert "soutien@exemple.quebec" in part(message, form)


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_a_removed_address_is_not_sent_to_a_page_that_knows_it_no_more(locale: str) -> None:
    words = {"fr": "Mot de passe oublié", "en": "Forgot your password"}[locale]
    for itself, told in (("yes", False), ("", True)):
        message = read(raw("address_removed", NOTICE | {"itself": itself}, locale=locale))
        assert (words in part(message, "plain")) is told


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_only_the_address_that_is_to_go_is_given_the_link_that_keeps_it(locale: str) -> None:
    link = "https://connexion.example.org/adresse-a-garder?jeton=secret"
    for uri in (link, ""):
        message = read(raw("address_removal_asked", NOTICE | {"uri": uri}, locale=locale))
        assert (link in part(message, "plain")) is bool(uri)
        assert (link in part(message, "html")) is bool(uri)


def test_a_support_message_carries_the_facts_and_answers_go_to_the_parent() -> None:
    screenshot = Attachment("ecran.png", "image/png", b"\x89PNG\r\n\x1a\n")
    message = read(raw("support", SUPPORT, reply_to="parent@exemple.quebec", attachment=screenshot))
    assert message["Reply-To"].addresses[0].addr_spec == "parent@exemple.quebec"
    text = part(message, "plain")
    for value in SUPPORT.values():
        assert value in text or value in message["Subject"] or value == "Parvis"
    (attached,) = message.iter_attachments()
    assert attached.get_content_type() == "image/png"
    assert attached.get_filename() == "ecran.png"
    assert attached.get_content() == b"\x89PNG\r\n\x1a\n"


def test_what_a_parent_wrote_is_text_in_the_html_too() -> None:
    html = part(read(raw("support", SUPPORT)), "html")
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_facts_that_are_missing_leave_no_empty_line_behind() -> None:
    empty = {**dict.fromkeys(SUPPORT, ""), "service": "Parvis", "portal": "Portail"}
    text = part(read(raw("support", empty)), "plain")
    assert "Navigateur" not in text
    assert "\n\n\n" not in text


@pytest.mark.parametrize("kind", ["support", "code"])
def test_text_and_html_say_the_same(kind: str) -> None:
    values = {"support": SUPPORT, "code": CODE}[kind]
    message = read(raw(kind, values))
    shown = unescape(re.sub(r"<(title)>.*</title>|<[^>]+>", " ", part(message, "html")))
    assert shown.split() == part(message, "plain").split()


def test_the_line_that_binds_a_code_is_left_out_where_there_is_no_domain() -> None:
    text = part(read(raw("code", CODE | {"host": ""})), "plain")
    assert "@" not in text
    assert "12345678" not in text


def test_a_message_says_in_its_colour_who_it_speaks_for() -> None:
    message = read(raw("code", CODE, brand=Brand("Portail des Érables", "#ffee00", "#000000")))
    assert part(message, "plain").startswith("Portail des Érables\n\nVoici")
    assert "background: #ffee00; color: #000000" in part(message, "html")
    assert "<img" not in part(message, "html")


def test_a_message_without_a_brand_speaks_for_this_service() -> None:
    text = part(read(raw("code", CODE, brand=None)), "plain")
    assert text.startswith(f"{Settings().pages.name}\n\nVoici")


def test_what_a_message_says_and_to_whom_is_not_in_its_repr() -> None:
    shown = repr(
        Message(kind="code", recipient="a@b.org", locale="fr", values=CODE, reply_to="c@d.org")
    )
    assert "code" in shown
    assert not any(each in shown for each in ("a@b.org", "c@d.org", *CODE.values()))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Centre de services scolaire des Érables", "vient du Centre de services"),
        ("Commission scolaire du Fleuve", "vient de la Commission scolaire"),
        ("École Sainte-Anne", "vient de l’École Sainte-Anne"),
        ("Cégep du Fleuve", "vient de Cégep du Fleuve"),
    ],
)
def test_a_letter_comes_from_an_organisation_with_its_article(name: str, sentence: str) -> None:
    values = {"organisation": name, "support": "soutien@exemple.quebec"}
    assert sentence in part(read(raw("letter_prepared", values)), "plain")
