"""What the record of events does not hold is counted where it is settled."""

from idp.clock import HOUR
from idp.mail import Message
from idp.statistics import Series, Subject
from idp.wiring import Provider
from tests.accounts.test_proofs import begin, check, refused, send, wrong
from tests.mail_server import MailServer
from tests.workers import new_worker

SENT = Series(Subject.CODES, "", "done")
WRONG = Series(Subject.CODES, "", "wrong")
ACCEPTED = Series(Subject.MAIL, "", "sent")
REFUSED = Series(Subject.MAIL, "", "refused")


def counted(provider: Provider) -> dict[Series, int]:
    with provider.database.reading() as tx:
        return {series: amount for (_, series), amount in provider.counts.since(tx, 0).items()}


def test_a_wrong_code_counts_and_a_right_one_does_not(provider: Provider) -> None:
    proof = begin(provider)
    code = send(provider, proof)
    for _ in range(2):
        refused(lambda: check(provider, proof, wrong(code)))
    check(provider, proof, code)
    assert counted(provider) == {WRONG: 2}


def test_a_message_counts_once_its_fate_is_known(
    provider: Provider, mail_server: MailServer
) -> None:
    send(provider, begin(provider))
    for recipient in ("a@exemple.quebec", "b@exemple.quebec", "c@exemple.quebec"):
        with provider.database.writing() as tx:
            provider.outbox.put(
                tx,
                Message(
                    kind="password_changed",
                    recipient=recipient,
                    locale="fr",
                    values={"service": "Parvis", "support": "soutien@exemple.quebec"},
                ),
                expires_at=provider.clock.seconds() + HOUR,
            )
    mail_server.postbox.refused_recipients |= {
        "a@exemple.quebec": "550 5.1.1 unknown",
        "b@exemple.quebec": "450 4.2.2 later",
    }
    new_worker(provider, mail_server.settings(provider.settings)).run_once()
    assert counted(provider) == {SENT: 1, ACCEPTED: 2, REFUSED: 1}
