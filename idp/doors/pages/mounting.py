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
from idp.doors.pages.answer import PageDoor
from idp.doors.pages.approval import ApprovalDoor
from idp.doors.pages.child import ChildDoor
from idp.doors.pages.code import CodeDoor
from idp.doors.pages.consent import ConsentDoor
from idp.doors.pages.denied import DeniedDoor
from idp.doors.pages.device_code import DeviceCodeDoor
from idp.doors.pages.elsewhere import ElsewhereDoor, ReturnDoor
from idp.doors.pages.help import HelpDoor, RecoveryHelpDoor
from idp.doors.pages.join import JoinDoor
from idp.doors.pages.keep_address import KeepAddressDoor
from idp.doors.pages.known_address import KnownAddressDoor
from idp.doors.pages.language import LanguageDoor
from idp.doors.pages.letter import LetterDoor
from idp.doors.pages.new_password import NewPasswordDoor
from idp.doors.pages.paths import (
    ACCOUNT,
    ACTIVITY,
    EXISTING_ACCOUNT,
    HELP_RECOVERY,
    HELP_SENT,
    NO_ACCOUNT,
    RECENT_ADDRESS,
    REQUEST_LINK,
)
from idp.doors.pages.proof_address import ProofAddressDoor
from idp.doors.pages.reception import Reception
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
    journeys = wire(parts)
    reception = Reception(parts, renderer)
    doors = (
        *_coming_in(parts, journeys),
        *_elsewhere(parts, journeys),
        *_school(journeys),
        *_account(parts, journeys),
    )
    for door in doors:
        reception.mount(app, door)
    for name in parts.upstreams.names:
        back = ReturnDoor(name=name, sign_in_elsewhere=journeys.sign_in_elsewhere)
        reception.mount_shown(app, back.path, back.show)
    link = RequestLinkDoor(approvals=journeys.approvals)
    reception.mount_shown(app, REQUEST_LINK, link.show)
    known = KnownAddressDoor(
        prove_address=journeys.prove_address,
        sign_up=journeys.sign_up,
        settings=parts.settings.recovery,
    )
    reception.mount_shown(app, RECENT_ADDRESS, known.show_recent)
    reception.mount_shown(app, EXISTING_ACCOUNT, known.show_existing)
    reception.mount_shown(app, NO_ACCOUNT, known.show_none)
    home = AccountDoor(
        own_addresses=journeys.own_addresses,
        own_children=journeys.own_children,
        recent_additions=journeys.recent_additions,
        elsewhere=bool(parts.upstreams.names),
    )
    reception.mount_shown(app, ACCOUNT, home.show)
    activity = ActivityDoor(
        own_activity=journeys.own_activity,
        clients=parts.clients,
        upstreams=parts.upstreams,
        clock=parts.clock,
    )
    reception.mount_shown(app, ACTIVITY, activity.show)
    help_door = HelpDoor(support=journeys.support)
    body_bytes = parts.settings.server.body_bytes + SCREENSHOT_BYTES
    reception.mount(app, help_door, body_bytes=body_bytes)
    reception.mount_shown(app, HELP_SENT, help_door.show_sent)
    recovery_help = RecoveryHelpDoor(settings=parts.settings.recovery)
    reception.mount_shown(app, HELP_RECOVERY, recovery_help.show)
    reception.mount(app, LanguageDoor(language=journeys.language))
    reception.mount_waiting(app)


def _coming_in(parts: Parts, journeys: PageJourneys) -> tuple[PageDoor, ...]:
    prove_address, what_next = journeys.prove_address, journeys.what_next
    return (
        _sign_in(parts, journeys),
        *(
            ProofAddressDoor(
                purpose=purpose,
                prove_address=prove_address,
                what_next=what_next,
                upstreams=parts.upstreams,
            )
            for purpose in (Purpose.SIGN_UP, Purpose.RECOVER)
        ),
        CodeDoor(
            prove_address=prove_address,
            sign_up=journeys.sign_up,
            recover=journeys.recover,
            own_addresses=journeys.own_addresses,
            second_proof=journeys.second_proof,
            remove_address=journeys.remove_address,
            clock=parts.clock,
            settings=parts.settings.codes,
        ),
        NewPasswordDoor(
            prove_address=prove_address,
            sign_up=journeys.sign_up,
            recover=journeys.recover,
            settings=parts.settings.passwords,
        ),
        SecondStepDoor(second_step=journeys.second_step),
        SelectAccountDoor(way_marks=journeys.way_marks, what_next=what_next),
        SignOutDoor(
            sign_out=journeys.sign_out,
            own_ways=journeys.own_ways,
            upstreams=parts.upstreams,
            issuer=parts.settings.server.issuer,
        ),
        TurnBackDoor(way_marks=journeys.way_marks),
        DeviceCodeDoor(approvals=journeys.approvals),
        ApprovalDoor(approvals=journeys.approvals, what_next=what_next),
    )


def _sign_in(parts: Parts, journeys: PageJourneys) -> SignInDoor:
    return SignInDoor(
        sign_in=journeys.sign_in,
        by_passkey=journeys.by_passkey,
        prove_address=journeys.prove_address,
        what_next=journeys.what_next,
        upstreams=parts.upstreams,
        clock=parts.clock,
    )


def _elsewhere(parts: Parts, journeys: PageJourneys) -> tuple[PageDoor, ...]:
    upstreams, join_elsewhere = parts.upstreams, journeys.join_elsewhere
    if not upstreams.names:
        return ()
    sign_in = _sign_in(parts, journeys)
    return (
        *(
            ElsewhereDoor(
                name=name,
                sign_in=sign_in,
                sign_in_elsewhere=journeys.sign_in_elsewhere,
                way_marks=journeys.way_marks,
            )
            for name in upstreams.names
        ),
        SchoolAddressDoor(
            join_elsewhere=join_elsewhere,
            prove_address=journeys.prove_address,
            upstreams=upstreams,
        ),
        JoinDoor(join_elsewhere=join_elsewhere, upstreams=upstreams),
        WaysDoor(
            own_ways=journeys.own_ways,
            sign_in_elsewhere=journeys.sign_in_elsewhere,
            second_proof=journeys.second_proof,
            upstreams=upstreams,
            clock=parts.clock,
        ),
    )


def _school(journeys: PageJourneys) -> tuple[PageDoor, ...]:
    confirm_child, way_marks = journeys.confirm_child, journeys.way_marks
    return (
        ChildDoor(confirm_child=confirm_child, way_marks=way_marks),
        DeniedDoor(confirm_child=confirm_child, way_marks=way_marks),
        ConsentDoor(way_marks=way_marks, what_next=journeys.what_next),
        LetterDoor(use_letter=journeys.use_letter),
    )


def _account(parts: Parts, journeys: PageJourneys) -> tuple[PageDoor, ...]:
    second_proof, clock = journeys.second_proof, parts.clock
    return (
        AddressesDoor(
            own_addresses=journeys.own_addresses,
            remove_address=journeys.remove_address,
            prove_address=journeys.prove_address,
            second_proof=second_proof,
            clock=clock,
        ),
        MergingDoor(
            merge_accounts=journeys.merge_accounts,
            prove_address=journeys.prove_address,
            second_proof=second_proof,
            clock=clock,
        ),
        SecondProofDoor(second_proof=second_proof, clock=clock),
        RecentAdditionsDoor(
            recent_additions=journeys.recent_additions,
            clock=clock,
            settings=parts.settings.recovery,
        ),
        AddressRemovalDoor(
            remove_address=journeys.remove_address, clock=clock, settings=parts.settings.recovery
        ),
        KeepAddressDoor(remove_address=journeys.remove_address),
        PasswordDoor(change_password=journeys.change_password, settings=parts.settings.passwords),
        ChildrenDoor(own_children=journeys.own_children, confirm_child=journeys.confirm_child),
        DetailsDoor(own_details=journeys.own_details, clock=parts.clock),
        PortalsDoor(own_portals=journeys.own_portals, clock=parts.clock),
        OwnDataDoor(own_data=journeys.own_data, clock=parts.clock),
        ClosingDoor(close_account=journeys.close_account, clock=parts.clock),
        ReopeningDoor(reopen_account=journeys.reopen_account),
        PasskeysDoor(own_passkeys=journeys.own_passkeys, second_proof=second_proof, clock=clock),
        AppDoor(own_app=journeys.own_app, second_proof=second_proof, clock=clock),
        SessionsDoor(own_sessions=journeys.own_sessions, clock=parts.clock),
    )
