"""Email addresses: what is accepted, how it is compared, how it is shown (RFC 5321, RFC 6531).

Comparison is exact after trimming, ASCII lower case and IDNA: nothing is collapsed (`a+b` is not
`a`), and nothing is accepted that a mail server might read as another mailbox than a person does.
Before the @ a letter may have an accent (RFC 6531 §3.3); whether our mail server can write to such
an address is another question (idp/mail/recipients.py).
"""

import re
import unicodedata
from collections.abc import Collection

from msgspec import Struct

from idp.errors import PersonError
from idp.normalisation.blanks import INVISIBLE, trimmed

_LONGEST = 254  # RFC 5321 §4.5.3.1.3, less the angle brackets
_LONGEST_LOCAL = 64  # RFC 5321 §4.5.3.1.1
# No piece can be read in two ways, so that a long text takes no time.
# The validator knows the limits of a host name; only long ones can break them.
_PLAIN = re.compile(
    r"(?=[^@]{1,64}@.{1,63}$)"
    r"[a-z0-9_+'&-]+(?:\.[a-z0-9_+'&-]+)*@(?:(?!-)[a-z0-9-]+(?<!-)\.)+[a-z]{2,63}"
)
_PLAIN_LINES = re.compile(f"^{_PLAIN.pattern}$", re.MULTILINE)
# Routing of old mail servers (%, !), encoded words (=?) and quoted local parts: one mailbox to
# the eye, another one to some server on the way.
_TRICKS = ("%", "!", "=?", '"', "\\", "(", ")", "<", ">", ",", ";", ":", "[", "]")
_LIGATURES = "œæŒÆ"
_OTHER_DOTS = "\u3002\uff0e\uff61"


class Address(Struct, frozen=True):
    """An address: `normal` is compared and hashed, `written` is what the person typed."""

    normal: str
    written: str


def parse_address(text: str) -> Address:
    """Read what a person or a school wrote.

    Raises PersonError (field `address`): PRV-ADDRESS-EMPTY, PRV-ADDRESS-LONG, PRV-ADDRESS-AT,
    PRV-ADDRESS-LETTERS (look-alikes and tricks), PRV-ADDRESS-DOMAIN or PRV-ADDRESS-SHAPE.
    """
    typed = trimmed(text)
    if (plain := _plain(typed)) is not None:
        return Address(normal=plain, written=typed)
    # Before anything is composed: the Kelvin sign would become a plain K.
    _refuse_tricks(typed)
    written = unicodedata.normalize("NFC", typed)
    return Address(normal=_careful(written), written=written)


def normal_address(text: str) -> str:
    """Return the normal form of `text`, quickly. Raises PersonError as `parse_address` does."""
    return _plain(text) or parse_address(text).normal


def plain_addresses(texts: Collection[str]) -> dict[str, str]:
    """Return the normal form of each of `texts` that needs no second thought."""
    lowered = {text: text.lower() for text in texts if text.isascii() and "--" not in text}
    # One search of all, a line each, takes a fifth of the time of one after the other.
    plain = set(_PLAIN_LINES.findall("\n".join(lowered.values())))
    return {text: normal for text, normal in lowered.items() if normal in plain}


def unaccented_address(text: str) -> str:
    """Do the same. Raises PersonError PRV-ADDRESS-ACCENT besides, for an accent before the @."""
    normal = normal_address(text)
    if not normal.isascii():
        raise _refused("ACCENT")
    return normal


def _plain(text: str) -> str | None:
    """Return the normal form of an address that needs no second thought, else None."""
    if not text.isascii() or "--" in text:
        return None
    lowered = text.lower()
    return lowered if _PLAIN.fullmatch(lowered) else None


def _careful(text: str) -> str:
    # Takes a while to read, and most addresses never come here.
    from email_validator import EmailNotValidError, validate_email

    local, _, domain = text.rpartition("@")
    try:
        found = validate_email(
            text,
            allow_smtputf8=True,
            allow_quoted_local=False,
            allow_domain_literal=False,
            # Whether a name is deliverable shows when the code comes back.
            check_deliverability=False,
            globally_deliverable=False,
        )
    except EmailNotValidError:
        raise _refused("DOMAIN" if _is_local(local) else "SHAPE") from None
    host = (found.ascii_domain or "").lower()
    last = host.rpartition(".")[2]
    if "." not in host or last.isdecimal():
        raise _refused("DOMAIN")
    normal = f"{_ascii_lowered(local)}@{host}"
    if len(normal.encode()) > _LONGEST or len(domain) > _LONGEST:
        raise _refused("LONG")
    return normal


def _refuse_tricks(text: str) -> None:
    if not text:
        raise _refused("EMPTY")
    if len(text) > _LONGEST:
        raise _refused("LONG")
    if text.count("@") != 1:
        raise _refused("AT")
    local, _, domain = text.partition("@")
    if len(local.encode()) > _LONGEST_LOCAL:
        raise _refused("LONG")
    if not _is_latin(local) or _is_disguised(domain) or any(trick in text for trick in _TRICKS):
        raise _refused("LETTERS")


def _is_latin(local: str) -> bool:
    """Return whether `local` is written in ASCII and the accented letters of Latin languages.

    Others are of another alphabet, or look like an ASCII letter and are none: the Kelvin sign.
    """
    return local.isascii() or (
        not any(_stands_for_ascii(sign) for sign in local)
        and all(
            sign.isascii() or sign in _LIGATURES or _has_accent(sign)
            for sign in unicodedata.normalize("NFC", local)
        )
    )


def _has_accent(sign: str) -> bool:
    letter = unicodedata.normalize("NFD", sign)[0]
    return letter != sign and letter.isascii() and letter.isalpha()


def _stands_for_ascii(sign: str) -> bool:
    """Return whether `sign` is another way to write an ASCII one (U+212A is K)."""
    return not sign.isascii() and unicodedata.normalize("NFD", sign).isascii()


def _ascii_lowered(text: str) -> str:
    return "".join(each.lower() if each.isascii() else each for each in text)


def _is_disguised(domain: str) -> bool:
    """Return whether `domain` has full-width letters, other dots, or what cannot be seen."""
    composed = unicodedata.normalize("NFC", domain)
    return (
        unicodedata.normalize("NFKC", composed) != composed
        or any(character in _OTHER_DOTS or character in INVISIBLE for character in domain)
        or any(
            unicodedata.normalize("NFC", character).isascii()
            for character in domain
            if not character.isascii()
        )
    )


def _is_local(local: str) -> bool:
    return bool(
        re.fullmatch(r"[A-Za-z0-9_#$&'*+\-/=?^`{|}~]+(\.[A-Za-z0-9_#$&'*+\-/=?^`{|}~]+)*", local)
    )


def _refused(why: str) -> PersonError:
    return PersonError(f"PRV-ADDRESS-{why}", f"errors.address_{why.lower()}", field="address")
