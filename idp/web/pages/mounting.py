"""Mounts every page at its path."""

from flask import Flask

from idp.accounts import Purpose
from idp.journeys.support import SCREENSHOT_BYTES
from idp.web.pages.account.activity import ActivityPage
from idp.web.pages.account.address_removal import AddressRemovalPage
from idp.web.pages.account.addresses import AddressesPage
from idp.web.pages.account.app import AppPage
from idp.web.pages.account.children import ChildrenPage
from idp.web.pages.account.closing import ClosedPage, ClosingPage
from idp.web.pages.account.details import DetailsPage
from idp.web.pages.account.home import AccountPage
from idp.web.pages.account.merging import MergingPage
from idp.web.pages.account.own_data import OwnDataPage
from idp.web.pages.account.passkeys import PasskeysPage
from idp.web.pages.account.password import PasswordPage
from idp.web.pages.account.portals import OwnPortalsPage
from idp.web.pages.account.recent_additions import RecentAdditionsPage
from idp.web.pages.account.second_proof import SecondProofPage
from idp.web.pages.account.sessions import SessionsPage
from idp.web.pages.account.ways import WaysPage
from idp.web.pages.approval import ApprovalPage
from idp.web.pages.child import ChildPage
from idp.web.pages.code import CodePage
from idp.web.pages.consent import ConsentPage
from idp.web.pages.denied import DeniedPage
from idp.web.pages.device_code import DeviceCodePage
from idp.web.pages.elsewhere import ElsewherePage, ReturnPage
from idp.web.pages.frame import ParentPageFrame
from idp.web.pages.help import HelpPage, HelpSentPage, RecoveryHelpPage
from idp.web.pages.join import JoinPage
from idp.web.pages.keep_address import KeepAddressPage
from idp.web.pages.known_address import known_address_pages
from idp.web.pages.language import LanguagePage
from idp.web.pages.letter import LetterPage
from idp.web.pages.new_password import NewPasswordPage
from idp.web.pages.proof_address import ProofAddressPage
from idp.web.pages.reopening import ReopeningPage
from idp.web.pages.request_link import RequestLinkPage
from idp.web.pages.school_address import SchoolAddressPage
from idp.web.pages.second_step import SecondStepPage
from idp.web.pages.select_account import SelectAccountPage
from idp.web.pages.shortcuts import mount_shortcuts
from idp.web.pages.sign_in import SignInPage
from idp.web.pages.sign_out import SignOutPage
from idp.web.pages.turn_back import TurnBackPage
from idp.web.rendering import Renderer
from idp.wiring import Provider
from idp.wiring.journeys import Journeys


def mount_pages(app: Flask, provider: Provider, renderer: Renderer) -> None:
    """Mount every page."""
    frame = ParentPageFrame(app, provider, renderer)
    _entry(frame, provider)
    _elsewhere(frame, provider)
    _school(frame, provider.journeys)
    _account(frame, provider)
    _security(frame, provider)
    body_bytes = provider.settings.server.body_bytes + SCREENSHOT_BYTES
    frame.mount(HelpPage(support=provider.journeys.support), body_bytes=body_bytes)
    frame.mount_shown(HelpSentPage())
    frame.mount_shown(RecoveryHelpPage(settings=provider.settings.recovery))
    frame.mount(LanguagePage(language=provider.own_account.language))
    mount_shortcuts(app)
    frame.mount_waiting()


def _entry(frame: ParentPageFrame, provider: Provider) -> None:
    journeys, own = provider.journeys, provider.own_account
    prove_address, what_next = journeys.prove_address, journeys.what_next
    upstreams = provider.directory.upstreams
    frame.mount(_sign_in(provider))
    for purpose in (Purpose.SIGN_UP, Purpose.RECOVER):
        page = ProofAddressPage(
            purpose=purpose,
            prove_address=prove_address,
            what_next=what_next,
            way_marks=journeys.way_marks,
            upstreams=upstreams,
        )
        frame.mount(page)
    frame.mount(
        CodePage(
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
        NewPasswordPage(
            prove_address=prove_address,
            sign_up=journeys.sign_up,
            recover=journeys.recover,
            settings=provider.settings.passwords,
        )
    )
    for known in known_address_pages(
        prove_address=prove_address, sign_up=journeys.sign_up, settings=provider.settings.recovery
    ):
        frame.mount_shown(known)
    frame.mount(SecondStepPage(second_step=journeys.second_step))
    frame.mount(ReopeningPage(reopen_account=journeys.reopen_account))
    frame.mount(KeepAddressPage(remove_address=own.remove_address))
    frame.mount(SelectAccountPage(way_marks=journeys.way_marks, what_next=what_next))
    frame.mount(
        SignOutPage(
            sign_out=journeys.sign_out,
            own_ways=own.own_ways,
            upstreams=upstreams,
            issuer=provider.settings.server.issuer,
        )
    )
    frame.mount(TurnBackPage(way_marks=journeys.way_marks))
    frame.mount(DeviceCodePage(approvals=journeys.approvals))
    frame.mount(ApprovalPage(approvals=journeys.approvals, what_next=what_next))
    frame.mount_shown(RequestLinkPage(approvals=journeys.approvals))


def _sign_in(provider: Provider) -> SignInPage:
    journeys = provider.journeys
    return SignInPage(
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
        there = ElsewherePage(
            name=name,
            sign_in=sign_in,
            sign_in_elsewhere=sign_in_elsewhere,
            way_marks=journeys.way_marks,
        )
        frame.mount(there)
        frame.mount_shown(ReturnPage(name=name, sign_in_elsewhere=sign_in_elsewhere))
    frame.mount(
        SchoolAddressPage(
            join_elsewhere=join_elsewhere,
            prove_address=journeys.prove_address,
            upstreams=upstreams,
        )
    )
    frame.mount(JoinPage(join_elsewhere=join_elsewhere, upstreams=upstreams))
    frame.mount(
        WaysPage(
            own_ways=own.own_ways,
            sign_in_elsewhere=sign_in_elsewhere,
            second_proof=own.second_proof,
            upstreams=upstreams,
        )
    )


def _school(frame: ParentPageFrame, journeys: Journeys) -> None:
    confirm_child, way_marks = journeys.confirm_child, journeys.way_marks
    frame.mount(ChildPage(confirm_child=confirm_child, way_marks=way_marks))
    frame.mount(DeniedPage(confirm_child=confirm_child, way_marks=way_marks))
    frame.mount(ConsentPage(way_marks=way_marks, what_next=journeys.what_next))
    frame.mount(LetterPage(use_letter=journeys.use_letter))


def _account(frame: ParentPageFrame, provider: Provider) -> None:
    """Mount the pages of an account's content and history."""
    journeys, own = provider.journeys, provider.own_account
    home = AccountPage(
        own_addresses=own.own_addresses,
        own_children=own.own_children,
        recent_additions=own.recent_additions,
        close_account=own.close_account,
        elsewhere=bool(provider.directory.upstreams.names),
    )
    frame.mount_shown(home)
    activity = ActivityPage(
        own_activity=own.own_activity,
        clients=provider.directory.clients,
        upstreams=provider.directory.upstreams,
    )
    frame.mount_shown(activity)
    children = ChildrenPage(own_children=own.own_children, confirm_child=journeys.confirm_child)
    frame.mount(children)
    details = DetailsPage(
        own_details=own.own_details,
        way_marks=journeys.way_marks,
        what_next=journeys.what_next,
    )
    frame.mount(details)
    frame.mount(OwnPortalsPage(own_portals=own.own_portals))
    frame.mount(OwnDataPage(own_data=own.own_data, clock=provider.clock))
    frame.mount(ClosingPage(close_account=own.close_account))
    frame.mount_shown(ClosedPage())
    merging = MergingPage(
        merge_accounts=own.merge_accounts,
        prove_address=journeys.prove_address,
        second_proof=own.second_proof,
    )
    frame.mount(merging)


def _security(frame: ParentPageFrame, provider: Provider) -> None:
    """Mount the pages of an account's ways to sign in."""
    journeys, own = provider.journeys, provider.own_account
    second_proof, recovery = own.second_proof, provider.settings.recovery
    addresses = AddressesPage(
        own_addresses=own.own_addresses,
        remove_address=own.remove_address,
        prove_address=journeys.prove_address,
        second_proof=second_proof,
    )
    frame.mount(addresses)
    removal = AddressRemovalPage(
        remove_address=own.remove_address, clock=provider.clock, settings=recovery
    )
    frame.mount(removal)
    frame.mount(SecondProofPage(second_proof=second_proof))
    frame.mount(RecentAdditionsPage(recent_additions=own.recent_additions, settings=recovery))
    password = PasswordPage(
        change_password=own.change_password, settings=provider.settings.passwords
    )
    frame.mount(password)
    frame.mount(PasskeysPage(own_passkeys=own.own_passkeys, second_proof=second_proof))
    frame.mount(AppPage(own_app=own.own_app, second_proof=second_proof))
    frame.mount(SessionsPage(own_sessions=own.own_sessions))
