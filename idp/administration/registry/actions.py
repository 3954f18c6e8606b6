"""Actions on the registry: its state, imports, their differences, decisions."""

from idp.administration.action import action
from idp.administration.actor import Actor
from idp.administration.registry.responses import differences_response, import_response
from idp.administration.registry.schemas import (
    SEES_PEOPLE,
    AffectedAccounts,
    AffectedAccountsResponse,
    DecidedResponse,
    DifferencesResponse,
    History,
    HistoryResponse,
    ReadFile,
    ReceivedResponse,
    SetSupport,
    StateResponse,
    SupportResponse,
    Upload,
    WhichImport,
)
from idp.administration.shapes import Nothing
from idp.administration.typed_address import typed_address
from idp.administrators import Administrators
from idp.audit import Audit
from idp.audit.registry_events import RegistryLosersRead, RegistrySupportChanged
from idp.children import Children
from idp.clock import Clock
from idp.errors import Refused
from idp.files.uploads import ByteStream
from idp.imports.decisions import ImportDecisions
from idp.imports.received_files import ReceivedFiles
from idp.part import Part
from idp.registry import Registry
from idp.registry.importing import ContactSource, ImportLifecycle, Profiles, Received
from idp.settings import RegistrySettings
from idp.storage import Database, Transaction

PAGE = "/admin/registre"
_ONE = f"{PAGE}/importations/{{import_id}}"


class RegistryActions(Part):
    """Actions on the registry and its imports."""

    database: Database
    registry: Registry
    lifecycle: ImportLifecycle
    decisions: ImportDecisions
    files: ReceivedFiles
    profiles: Profiles
    children: Children
    administrators: Administrators
    audit: Audit
    clock: Clock
    settings: RegistrySettings

    @action("registry.state", "GET /registry", command="registry show")
    def state(self, _actor: Actor, _asked: Nothing) -> StateResponse:
        """Show what is in force and what waits for a decision."""
        with self.database.reading() as tx:
            organisations = self.registry.organisations(tx)
            waiting = self.lifecycle.open(tx)
        return StateResponse(
            organisations=organisations,
            waiting=tuple(map(import_response, waiting)),
            drop_directory=self.settings.drop_directory,
        )

    @action("registry.history", "GET /registry/imports", page=f"{PAGE}/historique")
    def history(self, _actor: Actor, asked: History) -> HistoryResponse:
        """List imports, the newest first."""
        with self.database.reading() as tx:
            found = self.lifecycle.history(tx, before=asked.before, count=asked.count)
            restorable, in_force = self.lifecycle.restorable(tx), self.lifecycle.in_force(tx)
        return HistoryResponse(
            imports=tuple(
                import_response(
                    each, can_be_restored=each.id in restorable, in_force=each.id in in_force
                )
                for each in found
            )
        )

    @action("registry.differences", "GET /registry/imports/{import_id}", page=_ONE)
    def differences(self, actor: Actor, asked: WhichImport) -> DifferencesResponse:
        """Show what an import changes, and who loses access.

        Raises Unknown.
        """
        with self.database.reading() as tx:
            found = self.lifecycle.get(tx, asked.import_id)
            restorable, in_force = self.lifecycle.restorable(tx), self.lifecycle.in_force(tx)
            problems, _ = self.lifecycle.count_problems(tx, asked.import_id)
            approvers = self._approvers(tx, but=found.asked_by or actor.name)
        imported = import_response(
            found, can_be_restored=found.id in restorable, in_force=found.id in in_force
        )
        return differences_response(
            found, imported, self.settings, approvers=approvers, row_problems=problems
        )

    @action(
        "registry.losing",
        "GET /registry/imports/{import_id}/losing",
        page=f"{_ONE}/comptes",
        roles=SEES_PEOPLE,
    )
    def affected_accounts(self, actor: Actor, asked: AffectedAccounts) -> AffectedAccountsResponse:
        """List the accounts that would lose children by an import.

        Accounts and counts, nobody's name. Raises Unknown, Refused.
        """
        with self.database.reading() as tx:
            found = self.lifecycle.get(tx, asked.import_id)
            if not found.waits:
                raise self.lifecycle.not_waiting(tx, asked.import_id)
            accounts = self.children.affected_accounts(
                tx, asked.import_id, after=asked.after, count=asked.count
            )
        with self.database.writing() as tx:
            event = RegistryLosersRead(actor=actor.name, import_id=asked.import_id)
            self.audit.record(tx, event)
        return AffectedAccountsResponse(accounts=accounts)

    @action("registry.upload", "POST /registry/imports", command="registry import")
    def upload(self, actor: Actor, asked: Upload, source: ByteStream) -> ReceivedResponse:
        """Send an export: a file or a zip archive, as the body.

        It is read as it arrives, and staged by the worker once a profile is chosen. Raises Refused,
        Unknown.
        """
        if asked.profile is not None:
            with self.database.reading() as tx:
                self.profiles.get(tx, asked.profile)
        import_id = self.files.upload(
            source,
            name=asked.file_name,
            actor=actor.name,
            taken_at=self._moment(asked.taken_at),
            profile=asked.profile,
        )
        return ReceivedResponse(import_id=import_id)

    @action("registry.read", "POST /registry/imports/{import_id}/read", page=_ONE)
    def read(self, _actor: Actor, asked: ReadFile) -> ReceivedResponse:
        """Have the worker compare an uploaded file.

        Raises Refused, Unknown.
        """
        taken_at = self._moment(asked.taken_at)
        self.decisions.check_moment(taken_at)
        with self.database.writing() as tx:
            self.profiles.get(tx, asked.profile)
            self.lifecycle.choose_profile(
                tx, asked.import_id, profile=asked.profile, taken_at=taken_at
            )
        return ReceivedResponse(import_id=asked.import_id)

    @action("registry.publish", "POST /registry/imports/{import_id}/publish", page=_ONE)
    def publish(self, actor: Actor, asked: WhichImport) -> DecidedResponse:
        """Bring an import into force, or ask a second person to agree.

        Raises Refused, Unknown.
        """
        outcome = self.decisions.publish(actor.name, asked.import_id, may_ask=actor.is_person)
        return DecidedResponse(import_id=asked.import_id, state=outcome)

    @action("registry.approve", "POST /registry/imports/{import_id}/approve", page=_ONE)
    def approve(self, actor: Actor, asked: WhichImport) -> DecidedResponse:
        """Agree to an import that somebody else asked for.

        Raises Refused, Unknown.
        """
        if not actor.is_person:
            raise Refused("registry.no_person")
        self.decisions.approve(actor.name, asked.import_id)
        return DecidedResponse(import_id=asked.import_id, state="published")

    @action("registry.reject", "POST /registry/imports/{import_id}/reject", page=_ONE)
    def reject(self, actor: Actor, asked: WhichImport) -> DecidedResponse:
        """Reject an import.

        Raises Refused, Unknown.
        """
        self.decisions.reject(actor.name, asked.import_id)
        return DecidedResponse(import_id=asked.import_id, state="rejected")

    @action("registry.roll_back", "POST /registry/imports/{import_id}/roll-back", page=_ONE)
    def roll_back(self, actor: Actor, asked: WhichImport) -> ReceivedResponse:
        """Compare what an earlier import held, to bring it back.

        The worker compares it; a decision follows. Raises Refused, Unknown.
        """
        with self.database.writing() as tx:
            found = self.lifecycle.get(tx, asked.import_id)
            if found.id not in self.lifecycle.restorable(tx):
                raise Refused("registry.not_kept")
            received = Received(
                source=ContactSource.RESTORE,
                received_by=actor.name,
                taken_at=found.taken_at,
                profile=found.profile or "",
                restores=found.id,
            )
            import_id = self.decisions.receive(tx, received)
        return ReceivedResponse(import_id=import_id or 0)

    @action(
        "registry.set_support",
        "PUT /registry/organisations/{organisation}/support",
        command="registry support",
    )
    def set_support(self, actor: Actor, asked: SetSupport) -> SupportResponse:
        """Set where parents of an organisation find help.

        Raises Refused, Unknown.
        """
        address = _support_address(asked.address)
        with self.database.writing() as tx:
            self.registry.set_support(tx, asked.organisation, address)
            event = RegistrySupportChanged(actor=actor.name, organisation=asked.organisation)
            self.audit.record(tx, event)
        return SupportResponse(organisation=asked.organisation, address=address)

    def _approvers(self, tx: Transaction, *, but: str) -> int:
        """Count the administrators who can approve what `but` asked, or asks, for."""
        can = {str(role) for role in RegistryActions.approve.allowed}
        return sum(
            each.can_enter and bool(can.intersection(each.roles)) and f"admin:{each.id}" != but
            for each in self.administrators.all(tx)
        )

    def _moment(self, taken_at: int | None) -> int:
        return self.clock.seconds() if taken_at is None else taken_at


def _support_address(typed: str | None) -> str | None:
    return None if typed is None else typed_address(typed, key="registry.address").written
