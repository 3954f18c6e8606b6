"""Composes a message: text and HTML from templates, headers safe from injection."""

import re
from collections.abc import Mapping
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import idna
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from idp.clock import as_datetime
from idp.mail.model import Attachment, Brand
from idp.settings import MailSettings
from idp.shipped import TEMPLATES
from idp.translations import words_in
from idp.translations.french_article import of, with_article

# All in seven bits: no server on the way has a reason to rewrite it.
_LONGEST_LINE = 76  # RFC 2047 §2
_LINE_END = "\r\n"
_POLICY = SMTP.clone(cte_type="7bit", max_line_length=78)
_HTML = "html"
_FRAMES = {"subject": "subject.txt", "text": "frame.txt", _HTML: "frame.html"}
_MARKS = {"subject": "marks.txt", "text": "marks.txt", _HTML: "marks.html"}


def _environment(*, autoescape: bool) -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES / "mail"),
        autoescape=autoescape,  # noqa: S701 - a text part is no HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )


# Each message is one template, written once more by each of the two.
_AS_TEXT, _AS_HTML = _environment(autoescape=False), _environment(autoescape=True)
_EMPTY_LINES = re.compile(r"\n{3,}")


def deliverable(address: str) -> str:
    """Return `address` for mail servers: an internationalised domain in A-labels.

    Raises ValueError when it has no domain that can be written so.
    """
    local, at, domain = address.rpartition("@")
    if not at or not local:
        raise ValueError("not an address")
    try:
        return f"{local}@{idna.encode(domain, uts46=True).decode('ascii')}"
    except idna.IDNAError as error:
        raise ValueError("not a domain") from error


def compose(  # noqa: PLR0913 - what a message is made of
    settings: MailSettings,
    *,
    kind: str,
    locale: str,
    values: Mapping[str, str],
    recipient: str,
    reply_to: str | None,
    attachment: Attachment | None,
    brand: Brand,
    message_id: str,
    now: int,
) -> bytes:
    """Return the message as bytes for the mail server, all ASCII, lines ended by CRLF.

    Raises ValueError when a header would hold a line break or is no address; jinja2's
    UndefinedError when a template names a value that is not in `values`.
    """
    language = "en" if locale == "en" else "fr"
    message = EmailMessage(_POLICY)
    message["From"] = Address(settings.sender_name, addr_spec=deliverable(settings.sender))
    message["To"] = Address(addr_spec=deliverable(recipient))
    if reply_to is not None:
        message["Reply-To"] = Address(addr_spec=deliverable(reply_to))
    message["Date"] = format_datetime(as_datetime(now))
    message["Message-ID"] = f"<{message_id}@{deliverable(settings.sender).rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    text = _render(kind, "text", language, values, brand) + "\n"
    message.set_content(text, cte="quoted-printable")
    html = _render(kind, "html", language, values, brand) + "\n"
    message.add_alternative(html, subtype=_HTML, cte="quoted-printable")
    if attachment is not None:
        maintype, _, subtype = attachment.media_type.partition("/")
        message.add_attachment(
            attachment.content, maintype=maintype, subtype=subtype, filename=attachment.name
        )
    # Last: what is said of the content before there are parts would move into the first part.
    message["Content-Language"] = language
    return _subject(_render(kind, "subject", language, values, brand)) + message.as_bytes()


def _subject(text: str) -> bytes:
    """Return the header's lines. Raises ValueError when `text` would break out of it.

    Not by EmailMessage: where it cuts a long subject between two words that both have accents, the
    blank between them is lost (RFC 2047 §6.2 ignores what stands between encoded words).
    """
    if any(ord(each) < ord(" ") for each in text):
        raise ValueError("Header values are one line")
    charset = "us-ascii" if text.isascii() else "utf-8"
    header = Header(text, charset, maxlinelen=_LONGEST_LINE, header_name="Subject")
    return f"Subject: {header.encode(linesep=_LINE_END)}{_LINE_END}".encode("ascii")


def _render(kind: str, part: str, language: str, values: Mapping[str, str], brand: Brand) -> str:
    environment = _AS_HTML if part == _HTML else _AS_TEXT
    text = environment.get_template(f"{kind}.jinja").render(
        values,
        say=words_in(language).say,
        the=with_article if language == "fr" else str,
        of=of if language == "fr" else str,
        brand=brand,
        locale=language,
        frame=_FRAMES[part],
        marks=_MARKS[part],
    )
    return _EMPTY_LINES.sub("\n\n", text).strip()
