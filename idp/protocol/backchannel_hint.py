"""The hint that names a person (OpenID Connect CIBA Core 1.0 §7.1: exactly one)."""

from msgspec import Struct

from idp.accounts import Accounts, Addresses
from idp.clients import Client
from idp.clients.client_keys import ClientKeys
from idp.clock import Clock
from idp.errors import PersonError
from idp.ids import AccountId, Sid, new_id
from idp.mail import NOBODY
from idp.normalisation.address import Address, parse_address
from idp.part import Part
from idp.protocol.client_jwt import ClientJwtError, is_time, read_client_jwt
from idp.protocol.errors import ExpiredLoginHintTokenError, InvalidRequestError
from idp.protocol.parameters import Parameters
from idp.storage import Transaction
from idp.tokens.active_grant import find_active_grant_of_session
from idp.tokens.id_token import IdTokens
from idp.tokens.jose import ForeignTokenError
from idp.tokens.subject import Subjects

_HINTS = ("login_hint", "login_hint_token", "id_token_hint")
_TYPES = (None, "JWT")
_DEFAULT_LOCALE = "fr"


class Hint(Struct, frozen=True):
    """A hint: an address, a subject, or a session of the client."""

    address: Address | None = None
    subject: str | None = None
    sid: str | None = None

    @property
    def key(self) -> str:
        """The key by which the budget of hints counts."""
        return self.address.normal if self.address else f"{self.subject}"


class Person(Struct, frozen=True):
    """The person that a hint names, and the stored address for our message.

    An invented person, with an account identifier that is in no use, where it names nobody.
    """

    account_id: AccountId
    locale: str
    address: str
    exists: bool


def made_up() -> Person:
    """Return a person who does not exist and receives no message."""
    return Person(AccountId(new_id()), _DEFAULT_LOCALE, NOBODY, exists=False)


class Hints(Part):
    """Reads hints, and finds the person that each names."""

    accounts: Accounts
    addresses: Addresses
    id_tokens: IdTokens
    subjects: Subjects
    keys: ClientKeys
    clock: Clock
    issuer: str

    def read(self, parameters: Parameters, client: Client) -> Hint:
        """Return the one hint. Raises InvalidRequestError, ExpiredLoginHintTokenError."""
        given = [name for name in _HINTS if parameters.get(name) is not None]
        if len(given) != 1:
            raise InvalidRequestError("exactly one hint is needed")
        value = parameters.require(given[0])
        if given[0] == "login_hint":
            return Hint(address=_address(value))
        if given[0] == "id_token_hint":
            return self._of_id_token(value, client)
        return self._of_token(value, client)

    def find(self, tx: Transaction, hint: Hint, client: Client) -> Person:
        """Return the person, or an invented one if there is none or they may not sign in.

        Both run the same SQL statements: else the time would reveal who has an account.
        """
        if hint.address is not None:
            account = self.accounts.find_by_address(tx, hint.address)
            # The account proved this address: use the stored spelling (CVE-2019-19844).
            address: Address | None = hint.address
        else:
            account_id = self._account_id(tx, hint, client)
            account = self.accounts.find(tx, account_id)
            address = self.addresses.first(tx, account_id)
        if account is None or account.disabled or address is None:
            return made_up()
        return Person(account.id, account.locale, address.normal, exists=True)

    def _account_id(self, tx: Transaction, hint: Hint, client: Client) -> AccountId:
        known = self.subjects.account_of(tx, client, hint.subject or "")
        if known is not None:
            return known
        # A pairwise subject cannot be reversed; the session that it came from can be found.
        now = self.clock.seconds()
        grant = find_active_grant_of_session(tx, hint.sid or Sid(""), client.id, now)
        return grant.account_id if grant else AccountId(new_id())

    def _of_id_token(self, token: str, client: Client) -> Hint:
        try:
            claims = self.id_tokens.read_hint(token)
        except ForeignTokenError as error:
            raise InvalidRequestError("id_token_hint is not an ID token from here") from error
        if claims.get("aud") != client.id:
            raise InvalidRequestError("id_token_hint was given to another client")
        return Hint(subject=str(claims["sub"]), sid=str(claims["sid"]))

    def _of_token(self, token: str, client: Client) -> Hint:
        """Read a JWT signed by the client, whose `sub_id` names a person (RFC 9493 §3.2)."""
        try:
            claims = read_client_jwt(token, client, self.keys, types=_TYPES)
        except ClientJwtError as error:
            raise InvalidRequestError("login_hint_token is not good") from error
        named, expires = claims.get("sub_id"), claims.get("exp")
        if (
            claims.get("iss") != client.id
            or claims.get("aud") != self.issuer
            or not is_time(expires)
            or not isinstance(named, dict)
        ):
            raise InvalidRequestError("login_hint_token is not good")
        if expires <= self.clock.seconds():
            raise ExpiredLoginHintTokenError("login_hint_token is expired")
        if named.get("format") == "email" and isinstance(named.get("email"), str):
            return Hint(address=_address(named["email"]))
        if named.get("format") == "iss_sub" and named.get("iss") == self.issuer:
            return Hint(subject=str(named.get("sub")))
        raise InvalidRequestError("login_hint_token names nobody that we could know")


def _address(value: str) -> Address:
    try:
        return parse_address(value)
    except PersonError as error:
        raise InvalidRequestError("the hint is no address") from error
