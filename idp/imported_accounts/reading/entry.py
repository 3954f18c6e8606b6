"""One account of a file, while it is read: its members, each of the kind that it must be."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from idp.errors import PersonError
from idp.files.problem import RowProblem, UnusableRow, wrong_row
from idp.former_hashes import FormerHash, UnusableHash, scheme_of, written
from idp.imported_accounts.model import FormerIdentity, FormerPassword
from idp.normalisation.address import Address, parse_address

Remark = Callable[[RowProblem], None]
_MOST = 50
_LONGEST_ID = 255  # OpenID Connect Core §2, `sub`
_LONGEST_NAME = 60
_LONGEST_IDENTITY = 1_024
_TRUE, _FALSE = {"true", "1", "t", "yes"}, {"false", "0", "f", "no", ""}


class AccountEntry:
    """The members of an account; `remark` takes what is told of an account that is taken."""

    def __init__(self, line: int, members: Mapping[str, Any], remark: Remark, now: int = 0) -> None:
        self.line = line
        self.now = now
        """When the file is read, in seconds."""
        self._members = members
        self._remark = remark

    def wrong(self, key: str, member: str, **values: object) -> UnusableRow:
        """Return the reason why the account is left out."""
        return wrong_row(key, ("", self.line, member), **values)

    def remarked(self, key: str, member: str, **values: str | int) -> None:
        """Tell something of an account that is taken."""
        found = RowProblem("", self.line, member, key, tuple(values.items()), left_out=False)
        self._remark(found)

    def check_members(self, known: frozenset[str], beginnings: tuple[str, ...]) -> None:
        """Raise UnusableRow when the account has a member that its format does not know."""
        unknown = self._members.keys() - known
        for member in sorted(unknown):
            if not (beginnings and member.startswith(beginnings)):
                raise self.wrong("former.row_unknown_member", shown(member))

    def text(self, member: str) -> str:
        """Return a text, "" for none. Raises UnusableRow when it is none."""
        value = self._members.get(member)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.wrong("former.row_kind", member)
        return value

    def needed_flag(self, member: str) -> bool:
        """Return a flag that must be there: nobody guesses whether somebody was shut out."""
        if self._members.get(member) is None:
            raise self.wrong("former.row_missing", member)
        return self.flag(member)

    def flag(self, member: str) -> bool:
        """Return a flag, false for none; CSV writes it as a word. Raises UnusableRow."""
        value = self._members.get(member)
        if isinstance(value, bool):
            return value
        word = "" if value is None else str(value).casefold()
        if word not in _TRUE | _FALSE:
            raise self.wrong("former.row_kind", member)
        return word in _TRUE

    def entries(self, member: str) -> tuple["AccountEntry", ...]:
        """Return a list of objects. Raises UnusableRow."""
        found = self._list(member)
        if not all(isinstance(each, Mapping) for each in found):
            raise self.wrong("former.row_kind", member)
        return tuple(AccountEntry(self.line, each, self._remark) for each in found)

    def entry(self, member: str) -> "AccountEntry":
        """Return an object, an empty one for none. Raises UnusableRow."""
        found = self._members.get(member)
        if not isinstance(found, Mapping | None):
            raise self.wrong("former.row_kind", member)
        return AccountEntry(self.line, found or {}, self._remark)

    def texts(self, member: str) -> tuple[str, ...]:
        """Return a list of texts. Raises UnusableRow."""
        found = self._list(member)
        if not all(isinstance(each, str) for each in found):
            raise self.wrong("former.row_kind", member)
        return tuple(found)

    def has(self, member: str) -> bool:
        """Return whether there is such a member, and not null."""
        return self._members.get(member) is not None

    @property
    def members(self) -> Mapping[str, Any]:
        """The members themselves, for parsers of their own."""
        return self._members

    def subject(self, member: str, text: str | None = None) -> str:
        """Return the account's id. Raises UnusableRow when it cannot be a `sub`, or is an address.

        Ids stand in the database in the clear, and addresses do not.
        """
        found = self.text(member) if text is None else text
        if not found:
            raise self.wrong("former.row_no_id", member)
        printable = found.isascii() and found.isprintable() and " " not in found
        if not printable or len(found) > _LONGEST_ID:
            raise self.wrong("former.row_id", member)
        if "@" in found:
            raise self.wrong("former.row_id_address", member)
        return found

    def addresses(self, found: Sequence[tuple[str, str]]) -> tuple[Address, ...]:
        """Return the addresses among `found` (each its member and its text), each once.

        One that is none is told. Raises UnusableRow when no address is left.
        """
        kept: dict[str, Address] = {}
        for member, text in found:
            if not text:
                continue
            try:
                address = parse_address(text)
            except PersonError as error:
                self.remarked("registry.row_address", member, code=error.code)
                continue
            kept.setdefault(address.normal, address)
        if not kept:
            raise self.wrong("former.row_no_address", found[0][0] if found else "")
        return tuple(kept.values())

    def password(self, member: str, read: Callable[[], FormerHash]) -> FormerPassword | None:
        """Return the hash that `read` reads, None, and told, when it cannot be kept."""
        try:
            former = read()
        except UnusableHash as error:
            self.remarked(f"former.row_hash_{error.why.value}", member)
            return None
        return FormerPassword(scheme_of(former), written(former))

    def identity(self, issuer: str, subject: str, member: str) -> FormerIdentity:
        """Return an identity. Raises UnusableRow when half of it is missing."""
        if not issuer or not subject or len(issuer) + len(subject) > _LONGEST_IDENTITY:
            raise self.wrong("former.row_identity", member)
        return FormerIdentity(issuer, subject)

    def _list(self, member: str) -> Sequence[Any]:
        found = self._members.get(member)
        if found is None:
            return ()
        if not isinstance(found, list):
            raise self.wrong("former.row_kind", member)
        if len(found) > _MOST:
            raise self.wrong("former.row_too_many", member, count=_MOST)
        return found


def names(text: str) -> frozenset[str]:
    """Return the names of members in `text`."""
    return frozenset(text.split())


def language(text: str) -> str:
    """Return `fr` or `en`, by a language tag (RFC 5646); French where it says neither."""
    return "en" if text[:2].casefold() == "en" else "fr"


def shown(member: str) -> str:
    """Return the name of a member for a list: no file fills the database with one."""
    return "".join(each for each in member if each.isprintable())[:_LONGEST_NAME]
