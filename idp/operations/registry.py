"""The registry: what is in force, imports and their differences, and who decides them."""

from typing import Any

from idp.audit import Audit
from idp.audit.registry_events import RegistryLosersRead, RegistrySupportChanged
from idp.children import Children
from idp.clock import Clock
from idp.errors import Refused
from idp.operations.action import Action, Actions
from idp.operations.actor import Actor, Area, Role
from idp.operations.asking import Nothing
from idp.operations.registry_course import RegistryCourse
from idp.operations.registry_files import RegistryFiles
from idp.operations.registry_telling import differences_told, import_told
from idp.operations.registry_told import (
    DecidedTold,
    DifferencesTold,
    History,
    HistoryTold,
    Losing,
    LosingAccountTold,
    LosingTold,
    OrganisationTold,
    ReadFile,
    ReceivedTold,
    SetSupport,
    StateTold,
    SupportTold,
    Upload,
    WhichImport,
)
from idp.operations.typed_address import typed_address
from idp.registry import Registry
from idp.registry.importing import Bytes, Course, Profiles, Received, Source
from idp.settings import RegistrySettings
from idp.storage import Database

PAGE = "/admin/registre"
_AREA = Area.REGISTRY
_NAMES_ACCOUNTS = frozenset({Role.OWNER, Role.REGISTRY})


class RegistryOperations:
    """What administrators of the registry do."""

    def __init__(  # noqa: PLR0913 - a part each
        self,
        *,
        database: Database,
        registry: Registry,
        course: Course,
        decisions: RegistryCourse,
        files: RegistryFiles,
        profiles: Profiles,
        children: Children,
        audit: Audit,
        clock: Clock,
        settings: RegistrySettings,
    ) -> None:
        self._database = database
        self._registry = registry
        self._course = course
        self._decisions = decisions
        self._files = files
        self._profiles = profiles
        self._children = children
        self._audit = audit
        self._clock = clock
        self._settings = settings

    def actions(self) -> Actions:
        """Return what can be asked."""
        return (
            *self._reads(),
            Action(
                name="registry.upload",
                area=_AREA,
                changes=True,
                does=self.upload,
                takes_file=True,
                asks=Upload,
                gives=ReceivedTold,
                method="POST",
                path="/registry/imports",
                command="registry import",
                page=PAGE,
                summary="Send an export: a file or a zip archive, as the body.",
            ),
            _change("read", self.read, ReadFile, ReceivedTold, "Compare an uploaded file."),
            _change(
                "publish",
                self.publish,
                WhichImport,
                DecidedTold,
                "Bring an import into force, or ask a second person to agree.",
            ),
            _change(
                "approve",
                self.approve,
                WhichImport,
                DecidedTold,
                "Agree to an import that somebody else asked for.",
            ),
            _change("reject", self.reject, WhichImport, DecidedTold, "Give an import up."),
            _change(
                "roll_back",
                self.roll_back,
                WhichImport,
                ReceivedTold,
                "Compare what an earlier import held, to bring it back.",
            ),
            Action(
                name="registry.set_support",
                area=_AREA,
                changes=True,
                does=self.set_support,
                asks=SetSupport,
                gives=SupportTold,
                method="PUT",
                path="/registry/organisations/{organisation}/support",
                command="registry support",
                page=PAGE,
                summary="Say where parents of an organisation find help.",
            ),
        )

    def _reads(self) -> Actions:
        return (
            Action(
                name="registry.state",
                area=_AREA,
                changes=False,
                does=self.state,
                asks=Nothing,
                gives=StateTold,
                method="GET",
                path="/registry",
                command="registry show",
                page=PAGE,
                summary="Say what is in force and what waits for a decision.",
            ),
            Action(
                name="registry.history",
                area=_AREA,
                changes=False,
                does=self.history,
                asks=History,
                gives=HistoryTold,
                method="GET",
                path="/registry/imports",
                command="registry history",
                page=f"{PAGE}/historique",
                summary="List imports, the newest first.",
            ),
            Action(
                name="registry.differences",
                area=_AREA,
                changes=False,
                does=self.differences,
                asks=WhichImport,
                gives=DifferencesTold,
                method="GET",
                path="/registry/imports/{import_id}",
                command="registry differences",
                page=f"{PAGE}/importations/{{import_id}}",
                summary="Say what an import changes, and who loses access.",
            ),
            Action(
                name="registry.losing",
                area=_AREA,
                changes=False,
                does=self.losing,
                asks=Losing,
                gives=LosingTold,
                method="GET",
                path="/registry/imports/{import_id}/losing",
                command="registry losing",
                page=f"{PAGE}/importations/{{import_id}}/comptes",
                summary="List the accounts that would lose children by an import.",
                roles=_NAMES_ACCOUNTS,
            ),
        )

    def state(self, _actor: Actor, _asked: Nothing) -> StateTold:
        """Say what is in force and what waits."""
        with self._database.reading() as tx:
            organisations = self._registry.organisations(tx)
            waiting = self._course.open(tx)
        return StateTold(
            organisations=tuple(
                OrganisationTold(
                    code=each.code,
                    name=each.name,
                    support_address=each.support_address,
                    taken_at=each.taken_at,
                )
                for each in organisations
            ),
            waiting=tuple(import_told(each) for each in waiting),
            drop_directory=self._settings.drop_directory,
        )

    def history(self, _actor: Actor, asked: History) -> HistoryTold:
        """List imports."""
        with self._database.reading() as tx:
            found = self._course.history(tx, before=asked.before, count=asked.count)
            restorable, in_force = self._course.restorable(tx), self._course.in_force(tx)
        return HistoryTold(
            imports=tuple(
                import_told(
                    each, can_be_restored=each.id in restorable, in_force=each.id in in_force
                )
                for each in found
            )
        )

    def differences(self, _actor: Actor, asked: WhichImport) -> DifferencesTold:
        """Say what an import changes. Raises Unknown."""
        with self._database.reading() as tx:
            found = self._course.get(tx, asked.import_id)
            restorable, in_force = self._course.restorable(tx), self._course.in_force(tx)
            problems, _ = self._course.count_problems(tx, asked.import_id)
        told = import_told(
            found, can_be_restored=found.id in restorable, in_force=found.id in in_force
        )
        return differences_told(found, told, self._settings, row_problems=problems)

    def losing(self, actor: Actor, asked: Losing) -> LosingTold:
        """List accounts that would lose children: nobody's name. Raises Unknown, Refused."""
        with self._database.reading() as tx:
            found = self._course.get(tx, asked.import_id)
            if not found.waits:
                raise Refused("registry.decided", state=found.state)
            accounts = self._children.losing(
                tx, asked.import_id, after=asked.after, count=asked.count
            )
        with self._database.writing() as tx:
            event = RegistryLosersRead(actor=actor.name, import_id=asked.import_id)
            self._audit.record(tx, event)
        return LosingTold(
            accounts=tuple(
                LosingAccountTold(
                    account_id=each.account_id,
                    organisation=each.organisation,
                    school=each.school,
                    children=each.children,
                )
                for each in accounts
            )
        )

    def upload(self, actor: Actor, asked: Upload, source: Bytes) -> ReceivedTold:
        """Take a file as it arrives. Raises Refused, Unknown."""
        if asked.profile is not None:
            with self._database.reading() as tx:
                self._profiles.get(tx, asked.profile)
        import_id = self._files.upload(
            source,
            name=asked.file_name,
            actor=actor.name,
            taken_at=self._moment(asked.taken_at),
            profile=asked.profile,
        )
        return ReceivedTold(import_id=import_id)

    def read(self, _actor: Actor, asked: ReadFile) -> ReceivedTold:
        """Let an uploaded file be compared. Raises Refused, Unknown."""
        taken_at = self._moment(asked.taken_at)
        self._decisions.check_moment(taken_at)
        with self._database.writing() as tx:
            self._profiles.get(tx, asked.profile)
            self._course.choose_profile(
                tx, asked.import_id, profile=asked.profile, taken_at=taken_at
            )
        return ReceivedTold(import_id=asked.import_id)

    def publish(self, actor: Actor, asked: WhichImport) -> DecidedTold:
        """Bring an import into force, or ask a second person. Raises Refused, Unknown."""
        outcome = self._decisions.publish(actor.name, asked.import_id, may_ask=actor.is_person)
        return DecidedTold(import_id=asked.import_id, state=outcome)

    def approve(self, actor: Actor, asked: WhichImport) -> DecidedTold:
        """Agree to an import. Raises Refused, Unknown."""
        if not actor.is_person:
            raise Refused("registry.no_person")
        self._decisions.approve(actor.name, asked.import_id)
        return DecidedTold(import_id=asked.import_id, state="published")

    def reject(self, actor: Actor, asked: WhichImport) -> DecidedTold:
        """Give an import up. Raises Refused, Unknown."""
        self._decisions.reject(actor.name, asked.import_id)
        return DecidedTold(import_id=asked.import_id, state="rejected")

    def roll_back(self, actor: Actor, asked: WhichImport) -> ReceivedTold:
        """Let what an earlier import held be compared. Raises Refused, Unknown."""
        with self._database.writing() as tx:
            found = self._course.get(tx, asked.import_id)
            if found.id not in self._course.restorable(tx):
                raise Refused("registry.not_kept")
            received = Received(
                source=Source.RESTORE,
                received_by=actor.name,
                taken_at=found.taken_at,
                profile=found.profile or "",
                restores=found.id,
            )
            import_id = self._decisions.receive(tx, received)
        return ReceivedTold(import_id=import_id or 0)

    def set_support(self, actor: Actor, asked: SetSupport) -> SupportTold:
        """Say where parents of an organisation find help. Raises Refused, Unknown."""
        address = _support_address(asked.address)
        with self._database.writing() as tx:
            self._registry.set_support(tx, asked.organisation, address)
            event = RegistrySupportChanged(actor=actor.name, organisation=asked.organisation)
            self._audit.record(tx, event)
        return SupportTold(organisation=asked.organisation, address=address)

    def _moment(self, taken_at: int | None) -> int:
        return self._clock.seconds() if taken_at is None else taken_at


def _support_address(typed: str | None) -> str | None:
    return None if typed is None else typed_address(typed, key="registry.address").written


def _change(verb: str, does: Any, asks: Any, gives: Any, summary: str) -> Action[Any, Any]:  # noqa: ANN401 - of the action's own kind
    return Action(
        name=f"registry.{verb}",
        area=_AREA,
        changes=True,
        does=does,
        asks=asks,
        gives=gives,
        method="POST",
        path=f"/registry/imports/{{import_id}}/{verb.replace('_', '-')}",
        command=f"registry {verb.replace('_', '-')}",
        page=f"{PAGE}/importations/{{import_id}}",
        summary=summary,
    )
