"""Composes a message: text and HTML from templates, headers safe from injection."""

import re
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import Parser
from email.policy import SMTP
from email.utils import format_datetime

import idna
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from idp.clock import as_datetime
from idp.mail.model import Brand, Message
from idp.settings import Settings
from idp.shipped import TEMPLATES
from idp.translations import words_in
from idp.translations.french_article import of, with_article

# All in seven bits: no server on the way has a reason to rewrite it.
_LONGEST_LINE = 76  # RFC 2047 §2
_LINE_END = "\r\n"
_POLICY = SMTP.clone(cte_type="7bit", max_line_length=78)
# Addresses with an accent before the @ are written as they are (RFC 6532 §3.2).
_ACCENTED = _POLICY.clone(cte_type="8bit", utf8=True)
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


def compose(settings: Settings, message: Message, *, message_id: str, now: int) -> bytes:
    """Return `message` as bytes for the mail server, lines ended by CRLF.

    All is ASCII but the headers of a message with an accent before an @ (RFC 6531 §3.6).

    Raises ValueError when a header would hold a line break or is no address; jinja2's
    UndefinedError when a template names a value that `message.values` lacks.
    """
    sender = settings.mail.sender
    language = "en" if message.locale == "en" else "fr"
    brand = message.brand or Brand(settings.pages.name)
    addresses = (deliverable(message.recipient), deliverable(message.reply_to or sender))
    email = EmailMessage(_POLICY if all(map(str.isascii, addresses)) else _ACCENTED)
    email["From"] = _mailbox(sender, settings.mail.sender_name)
    email["To"] = _mailbox(message.recipient)
    if message.reply_to is not None:
        email["Reply-To"] = _mailbox(message.reply_to)
    email["Date"] = format_datetime(as_datetime(now))
    email["Message-ID"] = f"<{message_id}@{deliverable(sender).rpartition('@')[2]}>"
    email["Auto-Submitted"] = "auto-generated"
    email["X-Auto-Response-Suppress"] = "All"
    text = _render(message, "text", language, brand) + "\n"
    email.set_content(text, cte="quoted-printable")
    html = _render(message, _HTML, language, brand) + "\n"
    email.add_alternative(html, subtype=_HTML, cte="quoted-printable")
    attachment = message.attachment
    if attachment is not None:
        maintype, _, subtype = attachment.media_type.partition("/")
        email.add_attachment(
            attachment.content, maintype=maintype, subtype=subtype, filename=attachment.name
        )
    # Last: what is said of the content before there are parts would move into the first part.
    email["Content-Language"] = language
    return _subject(_render(message, "subject", language, brand)) + email.as_bytes()


def is_written_to(message: bytes, recipient: str) -> bool:
    """Return whether the message's own headers name `recipient`, in the form for mail servers."""
    headers = Parser(policy=_ACCENTED).parsestr(message.decode("utf-8"), headersonly=True)
    return [each.addr_spec for each in headers["To"].addresses] == [recipient]


def _mailbox(address: str, name: str = "") -> Address:
    local, _, domain = deliverable(address).rpartition("@")
    if local.isascii():
        return Address(name, addr_spec=f"{local}@{domain}")
    return Address(name, local, domain)  # the parser of whole ones knows no accents (RFC 6532)


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


def _render(message: Message, part: str, language: str, brand: Brand) -> str:
    environment = _AS_HTML if part == _HTML else _AS_TEXT
    text = environment.get_template(f"{message.kind}.jinja").render(
        message.values,
        say=words_in(language).say,
        the=with_article if language == "fr" else str,
        of=of if language == "fr" else str,
        brand=brand,
        locale=language,
        frame=_FRAMES[part],
        marks=_MARKS[part],
    )
    return _EMPTY_LINES.sub("\n\n", text).strip()
