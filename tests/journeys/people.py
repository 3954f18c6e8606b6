"""People at the door, and what they can do, for the tests of journeys."""

from msgspec.structs import replace

from idp.accounts import Account, EmailVerification, Purpose
from idp.accounts.model import Started
from idp.journeys.begin_session import Entry
from idp.journeys.sign_in import CodeDue
from idp.journeys.visitor import Visitor
from idp.wiring import Provider
from idp.wiring.journeys import Journeys
from tests.accounts.letters import codes_in_outbox

VISITOR = Visitor(
    browser="a-browser",
    network="192.0.2.7",
    device="Firefox, Linux",
    locale="fr",
    portal="Portail des Érables",
    session_token=None,
)
STRANGER = replace(VISITOR, browser="another-browser", network="198.51.100.9")
ADDRESS = "zoe.gagnon@exemple.quebec"
PASSWORD = "quatre chevaux mangent du trèfle"
NEW_PASSWORD = "un violon dort sous la neige"


def prove(
    provider: Provider, journeys: Journeys, address: str, purpose: Purpose = Purpose.SIGN_UP
) -> EmailVerification:
    """Prove `address` in the visitor's browser by the code that was sent."""
    proof = journeys.prove_address.begin(address, purpose, VISITOR)
    journeys.prove_address.check(proof, codes_in_outbox(provider)[-1], VISITOR)
    return journeys.prove_address.find(proof.id, VISITOR)


def know(provider: Provider, account: Account, visitor: Visitor = VISITOR) -> None:
    """Let the account know the browser of `visitor`, as after a second proof in it."""
    with provider.database.writing() as tx:
        provider.directory.account_browsers.note(
            tx, account.id, visitor.browser, visitor.device, "passkey"
        )


def whole(entry: Entry | CodeDue) -> Started:
    """Return the session of somebody of whom no second factor was asked."""
    assert isinstance(entry, Started)
    return entry
