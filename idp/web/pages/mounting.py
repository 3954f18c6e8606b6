"""Every page, at its path."""

from flask import Flask

from idp.accounts import Purpose
from idp.journeys.support import SCREENSHOT_BYTES
from idp.web.pages.account.activity import ActivityDoor
from idp.web.pages.account.address_removal import AddressRemovalDoor
from idp.web.pages.account.addresses import AddressesDoor
from idp.web.pages.account.app import AppDoor
from idp.web.pages.account.children import ChildrenDoor
from idp.web.pages.account.closing import ClosingDoor
from idp.web.pages.account.details import DetailsDoor
from idp.web.pages.account.home import AccountDoor
from idp.web.pages.account.merging import MergingDoor
from idp.web.pages.account.own_data import OwnDataDoor
from idp.web.pages.account.passkeys import PasskeysDoor
from idp.web.pages.account.password import PasswordDoor
from idp.web.pages.account.portals import PortalsDoor
from idp.web.pages.account.recent_additions import RecentAdditionsDoor
from idp.web.pages.account.second_proof import SecondProofDoor
from idp.web.pages.account.sessions import SessionsDoor
from idp.web.pages.account.ways import WaysDoor
from idp.web.pages.approval import ApprovalDoor
from idp.web.pages.child import ChildDoor
from idp.web.pages.code import CodeDoor
from idp.web.pages.consent import ConsentDoor
from idp.web.pages.denied import DeniedDoor
from idp.web.pages.device_code import DeviceCodeDoor
from idp.web.pages.elsewhere import ElsewhereDoor, ReturnDoor
from idp.web.pages.frame import ParentPageFrame
from idp.web.pages.help import HelpDoor, HelpSentDoor, RecoveryHelpDoor
from idp.web.pages.join import JoinDoor
from idp.web.pages.keep_address import KeepAddressDoor
from idp.web.pages.known_address import known_address_doors
from idp.web.pages.language import LanguageDoor
from idp.web.pages.letter import LetterDoor
from idp.web.pages.new_password import NewPasswordDoor
from idp.web.pages.proof_address import ProofAddressDoor
from idp.web.pages.reopening import ReopeningDoor
from idp.web.pages.request_link import RequestLinkDoor
from idp.web.pages.school_address import SchoolAddressDoor
from idp.web.pages.second_step import SecondStepDoor
from idp.web.pages.select_account import SelectAccountDoor
from idp.web.pages.sign_in import SignInDoor
from idp.web.pages.sign_out import SignOutDoor
from idp.web.pages.turn_back import TurnBackDoor
from idp.web.rendering import Renderer
from idp.wiring import Provider
from idp.wiring.journeys import Journeys


def mount_pages(app: Flask, provider: Provider, renderer: Renderer) -> None:
    """Mount every page."""
    frame = ParentPageFrame(app, provider, renderer)
    _coming_in(frame, provider)
    _elsewhere(frame, provider)
    _school(frame, provider.journeys)
    _account(frame, provider)
    _security(frame, provider)
    body_bytes = provider.settings.server.body_bytes + SCREENSHOT_BYTES
    frame.mount(HelpDoor(support=provider.journeys.support), body_bytes=body_bytes)
    frame.mount_shown(HelpSentDoor())
    frame.mount_shown(RecoveryHelpDoor(settings=provider.settings.recovery))
    frame.mount(LanguageDoor(language=provider.own_account.language))
    frame.mount_waiting()


def _coming_in(frame: ParentPageFrame, provider: Provider) -> None:
    journeys, own = provider.journeys, provider.own_account
    prove_address, what_next = journeys.prove_address, journeys.what_next
    upstreams = provider.directory.upstreams
    frame.mount(_sign_in(provider))
    for purpose in (Purpose.SIGN_UP, Purpose.RECOVER):
        door = ProofAddressDoor(
            purpose=purpose,
            prove_address=prove_address,
            what_next=what_next,
            upstreams=upstreams,
        )
        frame.mount(door)
    frame.mount(
        CodeDoor(
            prove_address=prove_address,
            sign_up=journeys.sign_up,
            recover=journeys.recover,
            own_addresses=own.own_addresses,
            second_proof=own.second_proof,
            remove_address=own.remove_address,
            clock=provider.clock,
            settings=provider.settings.codes,
        )
    )
    frame.mount(
        NewPasswordDoor(
            prove_address=prove_address,
            sign_up=journeys.sign_up,
            recover=journeys.recover,
            settings=provider.settings.passwords,
        )
    )
    for known in known_address_doors(
        prove_address=prove_address, sign_up=journeys.sign_up, settings=provider.settings.recovery
    ):
        frame.mount_shown(known)
    frame.mount(SecondStepDoor(second_step=journeys.second_step))
    frame.mount(ReopeningDoor(reopen_account=journeys.reopen_account))
    frame.mount(KeepAddressDoor(remove_address=own.remove_address))
    frame.mount(SelectAccountDoor(way_marks=journeys.way_marks, what_next=what_next))
    frame.mount(
        SignOutDoor(
            sign_out=journeys.sign_out,
            own_ways=own.own_ways,
            upstreams=upstreams,
            issuer=provider.settings.server.issuer,
        )
    )
    frame.mount(TurnBackDoor(way_marks=journeys.way_marks))
    frame.mount(DeviceCodeDoor(approvals=journeys.approvals))
    frame.mount(ApprovalDoor(approvals=journeys.approvals, what_next=what_next))
    frame.mount_shown(RequestLinkDoor(approvals=journeys.approvals))


def _sign_in(provider: Provider) -> SignInDoor:
    journeys = provider.journeys
    return SignInDoor(
        sign_in=journeys.sign_in,
        by_passkey=journeys.by_passkey,
        prove_address=journeys.prove_address,
        what_next=journeys.what_next,
        upstreams=provider.directory.upstreams,
    )


def _elsewhere(frame: ParentPageFrame, provider: Provider) -> None:
    journeys, own = provider.journeys, provider.own_account
    upstreams, join_elsewhere = provider.directory.upstreams, journeys.join_elsewhere
    sign_in_elsewhere = journeys.sign_in_elsewhere
    if not upstreams.names:
        return
    sign_in = _sign_in(provider)
    for name in upstreams.names:
        there = ElsewhereDoor(
            name=name,
            sign_in=sign_in,
            sign_in_elsewhere=sign_in_elsewhere,
            way_marks=journeys.way_marks,
        )
        frame.mount(there)
        frame.mount_shown(ReturnDoor(name=name, sign_in_elsewhere=sign_in_elsewhere))
    frame.mount(
        SchoolAddressDoor(
            join_elsewhere=join_elsewhere,
            prove_address=journeys.prove_address,
            upstreams=upstreams,
        )
    )
    frame.mount(JoinDoor(join_elsewhere=join_elsewhere, upstreams=upstreams))
    frame.mount(
        WaysDoor(
            own_ways=own.own_ways,
            sign_in_elsewhere=sign_in_elsewhere,
            second_proof=own.second_proof,
            upstreams=upstreams,
        )
    )


def _school(frame: ParentPageFrame, journeys: Journeys) -> None:
    confirm_child, way_marks = journeys.confirm_child, journeys.way_marks
    frame.mount(ChildDoor(confirm_child=confirm_child, way_marks=way_marks))
    frame.mount(DeniedDoor(confirm_child=confirm_child, way_marks=way_marks))
    frame.mount(ConsentDoor(way_marks=way_marks, what_next=journeys.what_next))
    frame.mount(LetterDoor(use_letter=journeys.use_letter))


def _account(frame: ParentPageFrame, provider: Provider) -> None:
    """Mount what an account holds, and what was told of it."""
    journeys, own = provider.journeys, provider.own_account
    home = AccountDoor(
        own_addresses=own.own_addresses,
        own_children=own.own_children,
        recent_additions=own.recent_additions,
        elsewhere=bool(provider.directory.upstreams.names),
    )
    frame.mount_shown(home)
    activity = ActivityDoor(
        own_activity=own.own_activity,
        clients=provider.directory.clients,
        upstreams=provider.directory.upstreams,
    )
    frame.mount_shown(activity)
    children = ChildrenDoor(own_children=own.own_children, confirm_child=journeys.confirm_child)
    frame.mount(children)
    frame.mount(DetailsDoor(own_details=own.own_details))
    frame.mount(PortalsDoor(own_portals=own.own_portals))
    frame.mount(OwnDataDoor(own_data=own.own_data, clock=provider.clock))
    frame.mount(ClosingDoor(close_account=own.close_account))
    merging = MergingDoor(
        merge_accounts=own.merge_accounts,
        prove_address=journeys.prove_address,
        second_proof=own.second_proof,
    )
    frame.mount(merging)


def _security(frame: ParentPageFrame, provider: Provider) -> None:
    """Mount what one comes into an account by."""
    journeys, own = provider.journeys, provider.own_account
    second_proof, recovery = own.second_proof, provider.settings.recovery
    addresses = AddressesDoor(
        own_addresses=own.own_addresses,
        remove_address=own.remove_address,
        prove_address=journeys.prove_address,
        second_proof=second_proof,
    )
    frame.mount(addresses)
    removal = AddressRemovalDoor(
        remove_address=own.remove_address, clock=provider.clock, settings=recovery
    )
    frame.mount(removal)
    frame.mount(SecondProofDoor(second_proof=second_proof))
    frame.mount(RecentAdditionsDoor(recent_additions=own.recent_additions, settings=recovery))
    password = PasswordDoor(
        change_password=own.change_password, settings=provider.settings.passwords
    )
    frame.mount(password)
    frame.mount(PasskeysDoor(own_passkeys=own.own_passkeys, second_proof=second_proof))
    frame.mount(AppDoor(own_app=own.own_app, second_proof=second_proof))
    frame.mount(SessionsDoor(own_sessions=own.own_sessions))
