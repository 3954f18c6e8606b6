"""Where the help that a parent asks for is sent: organisation, portal or provider."""

from msgspec.structs import replace

from idp.administration.registry.actions import RegistryActions
from idp.administration.registry.schemas import SetSupport
from idp.clients import Client
from idp.ids import AccountId
from idp.journeys.support import Facts
from idp.journeys.visitor import Visitor
from idp.mail.outbox import RECIPIENT
from idp.storage import Statement
from idp.wiring import Provider
from tests.accounts.letters import MESSAGES, messages_in_outbox
from tests.administration.actors import EVERYBODY
from tests.conftest import Parent, Portal
from tests.databases import on_one_database
from tests.registry.conftest import Import, import_lines, line

__all__ = ["import_lines"]
pytestmark = on_one_database
BOARD, OTHER = "887000", "768000"
FACTS = Facts(
    child="Léa",
    address="marie@exemple.quebec",
    problem="Rien ne va.",
    error_code="",
    browser="Firefox",
    page="/enfant",
)
VISITOR = Visitor(
    browser="b",
    network="192.0.2.0/24",
    device="Firefox",
    locale="fr",
    portal="Portail",
    session_token=None,
)


def set_support(provider: Provider, organisation: str, address: str | None) -> None:
    asked = SetSupport(organisation=organisation, address=address)
    provider.administration.actions.do(EVERYBODY, RegistryActions.set_support, asked)


def sent_to(provider: Provider, account_id: AccountId | None, client: Client | None = None) -> str:
    provider.journeys.support.send(FACTS, b"", VISITOR, client, account_id)
    with provider.database.writing() as tx:
        (row,) = (row for row in tx.rows(Statement(MESSAGES)) if row[0] == "support")
        tx.run(Statement("DELETE FROM outbox"))
    return provider.vault.open(row[2], RECIPIENT)


def test_the_one_organisation_gets_the_messages_of_everybody(
    provider: Provider, import_lines: Import, portal: Portal
) -> None:
    import_lines([line()])
    client = portal.client
    client = replace(
        client, branding=replace(client.branding, support_address="portail@exemple.ca")
    )
    assert sent_to(provider, None) == provider.settings.pages.support_address
    assert sent_to(provider, None, client) == "portail@exemple.ca"
    set_support(provider, BOARD, "ecole@exemple.quebec")
    assert sent_to(provider, None, client) == "ecole@exemple.quebec"
    set_support(provider, BOARD, None)
    assert sent_to(provider, None, client) == "portail@exemple.ca"
    provider.journeys.support.send(FACTS, b"", VISITOR, client, None)
    assert "CSS 887000" in messages_in_outbox(provider, "support")[0]


def test_of_two_organisations_the_one_whose_files_list_the_parent_gets_the_message(
    provider: Provider, import_lines: Import, parent: Parent
) -> None:
    import_lines(
        [line("1000001", parent.address), line("1000002", "luc@exemple.ca", organisation=OTHER)]
    )
    set_support(provider, BOARD, "ecole@exemple.quebec")
    set_support(provider, OTHER, "autre@exemple.quebec")
    own = provider.settings.pages.support_address
    assert sent_to(provider, None) == own
    assert sent_to(provider, parent.account.id) == "ecole@exemple.quebec"
    import_lines(
        [line("1000001", parent.address), line("1000002", parent.address, organisation=OTHER)]
    )
    assert sent_to(provider, parent.account.id) == own
