"""Taking a way into one's account away, and who is told."""

from idp.accounts import NewSession
from idp.upstream import Identity
from idp.wiring import Provider
from tests.accounts.letters import messages_in_outbox
from tests.conftest import Parent

IDENTITY = Identity("microsoft", ("tid", "oid"), "https://login.example", "subject", "Marie")


def test_a_way_that_is_removed_is_told_by_mail_once(provider: Provider, parent: Parent) -> None:
    with provider.database.writing() as tx:
        provider.directory.upstream_links.add(tx, parent.account.id, IDENTITY, linked_by="session")
        (link,) = provider.directory.upstream_links.of_account(tx, parent.account.id)
        session = provider.directory.sessions.start(
            tx,
            provider.directory.accounts.hold(tx, parent.account.id),
            NewSession(amr=("pwd",), acr="0"),
            replacing=None,
        ).session
    own_ways = provider.own_account.own_ways
    for _ in range(2):
        own_ways.remove(session, link.id)
    assert own_ways.list(session).links == ()
    assert len(messages_in_outbox(provider, "way_removed")) == 1
