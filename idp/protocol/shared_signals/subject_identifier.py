"""Subject identifiers sent by a receiver (RFC 9493 §3.2; OpenID SSF 1.0 §3.2).

`iss_sub` and `opaque` name a person by the `sub` of this receiver's tokens. `email` is for clients
registered with the scope `email`: it names the person who granted that scope to this client, by
the address in its `email` claim. Any other address names nobody, and costs the same: else the
receiver could learn whose address it is.
"""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from idp.accounts import Accounts, Addresses
from idp.clients import Client
from idp.errors import PersonError
from idp.ids import AccountId, new_id
from idp.normalisation.address import Address, parse_address
from idp.part import Part
from idp.protocol.errors import InvalidRequestError
from idp.storage import Transaction
from idp.tokens.relying_clients import held_of_account
from idp.tokens.subject import Subjects

_LONGEST_SUBJECT = 255
_EMAIL = "email"
NOBODY = ""


class SubjectIdentifier(Struct, frozen=True):
    """A checked identifier: a subject, or an address."""

    subject: str = NOBODY
    address: Address | None = None


class SubjectIdentifiers(Part):
    """Reads subject identifiers, and finds the subject of each."""

    accounts: Accounts
    addresses: Addresses
    subjects: Subjects
    issuer: str

    def read(self, subject: object, client: Client) -> SubjectIdentifier:
        """Return the identifier that `client` sent. Raises InvalidRequestError."""
        if not isinstance(subject, Mapping):
            raise InvalidRequestError("subject is an object with a format")
        match subject.get("format"):
            case "iss_sub":
                if subject.get("iss") != self.issuer:
                    raise InvalidRequestError("subject.iss must be this issuer")
                return SubjectIdentifier(_name(subject, "sub"))
            case "opaque":
                return SubjectIdentifier(_name(subject, "id"))
            case "email":
                if _EMAIL not in {*client.scopes, *client.implied_scopes}:
                    raise InvalidRequestError("the format email needs the scope email")
                return SubjectIdentifier(address=_address(subject.get("email")))
            case "complex":
                # Only a whole person can be removed: using `user` alone would widen the request.
                raise InvalidRequestError("complex subjects are not taken: name the person alone")
        raise InvalidRequestError("subject.format must be iss_sub, opaque or email")

    def subject_of(self, tx: Transaction, identifier: SubjectIdentifier, client: Client) -> str:
        """Return the subject as `client` knows it, `NOBODY` where an address names none."""
        if identifier.address is None:
            return identifier.subject
        account = self.accounts.find_by_address(tx, identifier.address)
        # An invented account runs the same code.
        account_id = AccountId(new_id()) if account is None else account.id
        told = self.addresses.first(tx, account_id)
        scopes = {
            scope
            for held in held_of_account(tx, account_id)
            if held.client_id == client.id
            for scope in (*held.scope, *client.implied_scopes)
        }
        if told is None or told.normal != identifier.address.normal or _EMAIL not in scopes:
            return NOBODY
        return self.subjects.within(tx, client, account_id)


def _name(subject: Mapping[str, Any], member: str) -> str:
    name = subject.get(member)
    if not isinstance(name, str) or not 0 < len(name) <= _LONGEST_SUBJECT or not name.isascii():
        raise InvalidRequestError(f"subject.{member} is no subject of this issuer")
    return name


def _address(written: object) -> Address:
    try:
        return parse_address(written if isinstance(written, str) else "")
    except PersonError as error:
        raise InvalidRequestError("subject.email is no address") from error
