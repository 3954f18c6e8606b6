"""Every page, at its path."""

from flask import Flask

from idp.accounts import Purpose
from idp.doors.pages.account.activity import ActivityDoor
from idp.doors.pages.account.address_removal import AddressRemovalDoor
from idp.doors.pages.account.addresses import AddressesDoor
from idp.doors.pages.account.app import AppDoor
from idp.doors.pages.account.children import ChildrenDoor
from idp.doors.pages.account.closing import ClosingDoor
from idp.doors.pages.account.details import DetailsDoor
from idp.doors.pages.account.home import AccountDoor
from idp.doors.pages.account.merging import MergingDoor
from idp.doors.pages.account.own_data import OwnDataDoor
from idp.doors.pages.account.passkeys import PasskeysDoor
from idp.doors.pages.account.password import PasswordDoor
from idp.doors.pages.account.portals import PortalsDoor
from idp.doors.pages.account.recent_additions import RecentAdditionsDoor
from idp.doors.pages.account.second_proof import SecondProofDoor
from idp.doors.pages.account.sessions import SessionsDoor
from idp.doors.pages.account.ways import WaysDoor
from idp.doors.pages.approval import ApprovalDoor
from idp.doors.pages.child import ChildDoor
from idp.doors.pages.code import CodeDoor
from idp.doors.pages.consent import ConsentDoor
from idp.doors.pages.denied import DeniedDoor
from idp.doors.pages.device_code import DeviceCodeDoor
from idp.doors.pages.elsewhere import ElsewhereDoor, ReturnDoor
from idp.doors.pages.frame import ParentPageFrame
from idp.doors.pages.help import HelpDoor, HelpSentDoor, RecoveryHelpDoor
from idp.doors.pages.join import JoinDoor
from idp.doors.pages.keep_address import KeepAddressDoor
from idp.doors.pages.known_address import known_address_doors
from idp.doors.pages.language import LanguageDoor
from idp.doors.pages.letter import LetterDoor
from idp.doors.pages.new_password import NewPasswordDoor
from idp.doors.pages.proof_address import ProofAddressDoor
from idp.doors.pages.reopening import ReopeningDoor
from idp.doors.pages.request_link import RequestLinkDoor
from idp.doors.pages.school_address import SchoolAddressDoor
from idp.doors.pages.second_step import SecondStepDoor
from idp.doors.pages.select_account import SelectAccountDoor
from idp.doors.pages.sign_in import SignInDoor
from idp.doors.pages.sign_out import SignOutDoor
from idp.doors.pages.turn_back import TurnBackDoor
from idp.doors.pages.wiring import PageJourneys, wire
from idp.doors.rendering import Renderer
from idp.journeys.support import SCREENSHOT_BYTES
from idp.parts import Parts


def mount_pages(app: Flask, parts: Parts, renderer: Renderer) -> None:
    """Mount every page."""
    frame, journeys = ParentPageFrame(app, parts, renderer), wire(parts)
    _coming_in(frame, parts, journeys)
    _elsewhere(frame, parts, journeys)
    _school(frame, journeys)
    _account(frame, parts, journeys)
    _security(frame, parts, journeys)
    body_bytes = parts.settings.server.body_bytes + SCREENSHOT_BYTES
    frame.mount(HelpDoor(support=journeys.support), body_bytes=body_bytes)
    frame.mount_shown(HelpSentDoor())
    frame.mount_shown(RecoveryHelpDoor(settings=parts.settings.recovery))
    frame.mount(LanguageDoor(language=journeys.language))
    frame.mount_waiting()


def _coming_in(frame: ParentPageFrame, parts: Parts, journeys: PageJourneys) -> None:
    prove_address, what_next = journeys.prove_address, journeys.what_next
    upstreams = parts.upstreams
    frame.mount(_sign_in(parts, journeys))
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
            own_addresses=journeys.own_addresses,
            second_proof=journeys.second_proof,
            remove_address=journeys.remove_address,
            clock=parts.clock,
            settings=parts.settings.codes,
        )
    )
    frame.mount(
        NewPasswordDoor(
            prove_address=prove_address,
            sign_up=journeys.sign_up,
            recover=journeys.recover,
            settings=parts.settings.passwords,
        )
    )
    for known in known_address_doors(
        prove_address=prove_address, sign_up=journeys.sign_up, settings=parts.settings.recovery
    ):
        frame.mount_shown(known)
    frame.mount(SecondStepDoor(second_step=journeys.second_step))
    frame.mount(ReopeningDoor(reopen_account=journeys.reopen_account))
    frame.mount(KeepAddressDoor(remove_address=journeys.remove_address))
    frame.mount(SelectAccountDoor(way_marks=journeys.way_marks, what_next=what_next))
    frame.mount(
        SignOutDoor(
            sign_out=journeys.sign_out,
            own_ways=journeys.own_ways,
            upstreams=upstreams,
            issuer=parts.settings.server.issuer,
        )
    )
    frame.mount(TurnBackDoor(way_marks=journeys.way_marks))
    frame.mount(DeviceCodeDoor(approvals=journeys.approvals))
    frame.mount(ApprovalDoor(approvals=journeys.approvals, what_next=what_next))
    frame.mount_shown(RequestLinkDoor(approvals=journeys.approvals))


def _sign_in(parts: Parts, journeys: PageJourneys) -> SignInDoor:
    return SignInDoor(
        sign_in=journeys.sign_in,
        by_passkey=journeys.by_passkey,
        prove_address=journeys.prove_address,
        what_next=journeys.what_next,
        upstreams=parts.upstreams,
    )


def _elsewhere(frame: ParentPageFrame, parts: Parts, journeys: PageJourneys) -> None:
    upstreams, join_elsewhere = parts.upstreams, journeys.join_elsewhere
    sign_in_elsewhere = journeys.sign_in_elsewhere
    if not upstreams.names:
        return
    sign_in = _sign_in(parts, journeys)
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
            own_ways=journeys.own_ways,
            sign_in_elsewhere=sign_in_elsewhere,
            second_proof=journeys.second_proof,
            upstreams=upstreams,
        )
    )


def _school(frame: ParentPageFrame, journeys: PageJourneys) -> None:
    confirm_child, way_marks = journeys.confirm_child, journeys.way_marks
    frame.mount(ChildDoor(confirm_child=confirm_child, way_marks=way_marks))
    frame.mount(DeniedDoor(confirm_child=confirm_child, way_marks=way_marks))
    frame.mount(ConsentDoor(way_marks=way_marks, what_next=journeys.what_next))
    frame.mount(LetterDoor(use_letter=journeys.use_letter))


def _account(frame: ParentPageFrame, parts: Parts, journeys: PageJourneys) -> None:
    """Mount what an account holds, and what was told of it."""
    home = AccountDoor(
        own_addresses=journeys.own_addresses,
        own_children=journeys.own_children,
        recent_additions=journeys.recent_additions,
        elsewhere=bool(parts.upstreams.names),
    )
    frame.mount_shown(home)
    activity = ActivityDoor(
        own_activity=journeys.own_activity, clients=parts.clients, upstreams=parts.upstreams
    )
    frame.mount_shown(activity)
    children = ChildrenDoor(
        own_children=journeys.own_children, confirm_child=journeys.confirm_child
    )
    frame.mount(children)
    frame.mount(DetailsDoor(own_details=journeys.own_details))
    frame.mount(PortalsDoor(own_portals=journeys.own_portals))
    frame.mount(OwnDataDoor(own_data=journeys.own_data, clock=parts.clock))
    frame.mount(ClosingDoor(close_account=journeys.close_account))
    merging = MergingDoor(
        merge_accounts=journeys.merge_accounts,
        prove_address=journeys.prove_address,
        second_proof=journeys.second_proof,
    )
    frame.mount(merging)


def _security(frame: ParentPageFrame, parts: Parts, journeys: PageJourneys) -> None:
    """Mount what one comes into an account by."""
    second_proof, recovery = journeys.second_proof, parts.settings.recovery
    addresses = AddressesDoor(
        own_addresses=journeys.own_addresses,
        remove_address=journeys.remove_address,
        prove_address=journeys.prove_address,
        second_proof=second_proof,
    )
    frame.mount(addresses)
    removal = AddressRemovalDoor(
        remove_address=journeys.remove_address, clock=parts.clock, settings=recovery
    )
    frame.mount(removal)
    frame.mount(SecondProofDoor(second_proof=second_proof))
    frame.mount(RecentAdditionsDoor(recent_additions=journeys.recent_additions, settings=recovery))
    password = PasswordDoor(
        change_password=journeys.change_password, settings=parts.settings.passwords
    )
    frame.mount(password)
    frame.mount(PasskeysDoor(own_passkeys=journeys.own_passkeys, second_proof=second_proof))
    frame.mount(AppDoor(own_app=journeys.own_app, second_proof=second_proof))
    frame.mount(SessionsDoor(own_sessions=journeys.own_sessions))
