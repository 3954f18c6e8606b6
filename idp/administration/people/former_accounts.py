"""Actions on the accounts of former systems: importing them, the decision, what is left out."""

from idp.administration.action import action
from idp.administration.actor import Actor
from idp.administration.people.former_schemas import (
    MOVES_IN,
    AccountCountsResponse,
    AccountImportHistory,
    AccountImportResponse,
    AccountImportsResponse,
    AccountProblemFile,
    AccountProblemsRequest,
    AccountProblemsResponse,
    AccountUpload,
    DecidedAccounts,
    DiscardedAccounts,
    ReceivedAccounts,
    SourceResponse,
    WhichAccountImport,
    WhichSource,
)
from idp.administration.problem_list import (
    every_problem,
    problem_response,
    row_problem_response,
    written_problems,
)
from idp.administration.shapes import FileResponse
from idp.files.uploads import ByteStream
from idp.imported_accounts.importing.lifecycle import AccountLifecycle
from idp.imported_accounts.importing.model import AccountImport
from idp.imported_accounts.importing.problems import read_problem
from idp.imports.former_accounts import AccountDecisions
from idp.part import Part
from idp.storage import Database

PAGE = "/admin/personnes/importations"
_ONE = f"{PAGE}/{{import_id}}"


class FormerAccountActions(Part):
    """Imports of accounts. Problems never quote a value, so that lists of them name nobody."""

    database: Database
    lifecycle: AccountLifecycle
    decisions: AccountDecisions

    @action(
        "people.imports",
        "GET /people/imports",
        page=PAGE,
        command="accounts imports",
        roles=MOVES_IN,
    )
    def list(self, _actor: Actor, asked: AccountImportHistory) -> AccountImportsResponse:
        """List imports of accounts, and what there is of each former system."""
        with self.database.reading() as tx:
            found = self.lifecycle.history(tx, before=asked.before, count=asked.count)
            sources = self.lifecycle.sources(tx)
        return AccountImportsResponse(
            imports=tuple(map(_import_response, found)),
            sources=tuple(map(SourceResponse.of, sources)),
        )

    @action(
        "people.show_import",
        "GET /people/imports/{import_id}",
        page=_ONE,
        command="accounts show",
        roles=MOVES_IN,
    )
    def show(self, _actor: Actor, asked: WhichAccountImport) -> AccountImportResponse:
        """Show what an import of accounts does, or would do.

        Raises Unknown.
        """
        with self.database.reading() as tx:
            return _import_response(self.lifecycle.get(tx, asked.import_id))

    @action(
        "people.import",
        "POST /people/imports",
        page=PAGE,
        command="accounts import",
        fresh=True,
        roles=MOVES_IN,
    )
    def upload(self, actor: Actor, asked: AccountUpload, source: ByteStream) -> ReceivedAccounts:
        """Send a file of accounts, as the body.

        The worker compares it; a decision follows. Raises Refused.
        """
        import_id = self.decisions.upload(
            source,
            name=asked.file_name,
            source=asked.source,
            format_name=asked.format,
            actor=actor.name,
        )
        return ReceivedAccounts(import_id=import_id)

    @action(
        "people.accept_import",
        "POST /people/imports/{import_id}/accept",
        page=_ONE,
        command="accounts accept",
        fresh=True,
        roles=MOVES_IN,
    )
    def accept(self, actor: Actor, asked: WhichAccountImport) -> DecidedAccounts:
        """Have the worker import a compared file.

        Raises Refused, Unknown.
        """
        self.decisions.accept(actor.name, asked.import_id)
        return DecidedAccounts(import_id=asked.import_id, state="accepted")

    @action(
        "people.reject_import",
        "POST /people/imports/{import_id}/reject",
        page=_ONE,
        command="accounts reject",
        fresh=True,
        roles=MOVES_IN,
    )
    def reject(self, actor: Actor, asked: WhichAccountImport) -> DecidedAccounts:
        """Decide that a file is not imported.

        Raises Refused, Unknown.
        """
        self.decisions.reject(actor.name, asked.import_id)
        return DecidedAccounts(import_id=asked.import_id, state="rejected")

    @action(
        "people.discard_source",
        "POST /people/sources/{source}/discard",
        page=PAGE,
        command="accounts discard",
        fresh=True,
        roles=MOVES_IN,
    )
    def discard(self, actor: Actor, asked: WhichSource) -> DiscardedAccounts:
        """Delete what nobody has claimed of a former system.

        Raises Refused.
        """
        count = self.decisions.discard(actor.name, asked.source)
        return DiscardedAccounts(source=asked.source, count=count)

    @action(
        "people.import_problems",
        "GET /people/imports/{import_id}/problems",
        page=_ONE,
        command="accounts problems",
        roles=MOVES_IN,
    )
    def problems(self, _actor: Actor, asked: AccountProblemsRequest) -> AccountProblemsResponse:
        """List lines of an import that were left out or have remarks.

        Raises Unknown.
        """
        with self.database.reading() as tx:
            found = self.lifecycle.get(tx, asked.import_id)
            total = self.lifecycle.count_problems(tx, asked.import_id)
            listed = self.lifecycle.problems(
                tx, asked.import_id, after=asked.after, count=asked.count
            )
        return AccountProblemsResponse(
            total=total,
            problems=tuple(
                row_problem_response(number, each, found.file_name) for number, each in listed
            ),
        )

    @action(
        "people.import_problem_file",
        "GET /people/imports/{import_id}/problems.csv",
        page=f"{_ONE}/lignes.csv",
        command="accounts problems",
        roles=MOVES_IN,
    )
    def problem_file(self, _actor: Actor, asked: AccountProblemFile) -> FileResponse:
        """Return that list as a CSV file.

        Raises Unknown.
        """
        content = written_problems(
            every_problem(self.database, self.lifecycle, asked.import_id), asked.language
        )
        name = f"comptes-{asked.import_id}-lignes.csv"
        return FileResponse(name=name, mimetype="text/csv", content=content)


def _import_response(found: AccountImport) -> AccountImportResponse:
    problem = None
    if found.problem is not None:
        refusal = read_problem(found.problem, file_name=found.file_name or "")
        problem = problem_response(refusal)
    return AccountImportResponse.of(
        found,
        import_id=found.id,
        received_at=found.started_at,
        counts=None if found.report is None else AccountCountsResponse.of(found.report),
        problem=problem,
    )
