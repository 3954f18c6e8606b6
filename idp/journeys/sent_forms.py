"""What a form led to, for the browser that sends the same form twice (docs/decisions/0041)."""

from idp.clock import MINUTE, Clock
from idp.ids import hashed
from idp.journeys import table
from idp.keys import Vault
from idp.part import Part
from idp.storage import Database

_KEPT_SECONDS = MINUTE
_GIVEN_UP_SECONDS = MINUTE // 2


class SentForms(Part):
    """The first to begin a form carries it out; the others take its answer, for a minute.

    `key` is what makes two forms one: nobody can guess it.
    """

    database: Database
    vault: Vault
    clock: Clock

    def begin(self, key: str) -> bool:
        """Return whether the form is the caller's to carry out.

        One that was begun and not answered for half a minute was given up: its process died.
        """
        now = self.clock.seconds()
        with self.database.writing() as tx:
            begun = tx.run(
                table.BEGIN_FORM,
                id_hash=hashed(key),
                now=now,
                given_up=now - _GIVEN_UP_SECONDS,
                expires_at=now + _KEPT_SECONDS,
            )
        return begun == 1

    def answer(self, key: str, answer: str) -> None:
        """Keep what the form led to."""
        with self.database.writing() as tx:
            tx.run(
                table.ANSWER_FORM,
                id_hash=hashed(key),
                answer_sealed=self.vault.seal(answer, _about(key)),
            )

    def release(self, key: str) -> None:
        """Let the form be sent again: nothing was done, or its answer cannot be kept."""
        with self.database.writing() as tx:
            tx.run(table.RELEASE_FORM, id_hash=hashed(key))

    def find(self, key: str) -> str | None:
        """Return what the form led to, "" while it is carried out, None when it was released."""
        with self.database.reading() as tx:
            row = tx.row(table.FIND_FORM, id_hash=hashed(key), now=self.clock.seconds())
        if row is None:
            return None
        if row.answer_sealed is None:
            return ""
        return self.vault.open(row.answer_sealed, _about(key))


def _about(key: str) -> str:
    """Return what an answer is about: moved to another form's row, its cookies open for nobody."""
    return f"form.answer.{hashed(key).hex()}"
