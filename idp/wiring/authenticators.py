"""Passkeys, authenticator apps and recovery codes, of parents and administrators."""

from idp.administrators import AdministratorNotices
from idp.authenticators import Authenticators, Notifiers, Realm
from idp.authenticators.authenticator_app import AuthenticatorApps
from idp.authenticators.passkeys import Passkeys
from idp.authenticators.pending_mfa import PendingMfa
from idp.authenticators.recovery_codes import RecoveryCodes
from idp.authenticators.second_factor import SecondFactor
from idp.authenticators.suspension import AuthenticatorSuspension
from idp.wiring import Provider


def authenticators(provider: Provider, notices: AdministratorNotices) -> Authenticators:
    """Return them all; each notifies its holders of changes."""
    vault, clock, audit = provider.vault, provider.clock, provider.audit
    notifiers = _notifiers(provider, notices)
    passkeys = Passkeys(
        vault=vault, clock=clock, audit=audit, notifiers=notifiers, settings=provider.settings
    )
    recovery_codes = RecoveryCodes(vault=vault, clock=clock, audit=audit, notifiers=notifiers)
    apps = AuthenticatorApps(
        vault=vault,
        clock=clock,
        audit=audit,
        notifiers=notifiers,
        recovery_codes=recovery_codes,
        settings=provider.settings,
    )
    return Authenticators(
        passkeys=passkeys,
        recovery_codes=recovery_codes,
        apps=apps,
        second_factor=SecondFactor(
            apps=apps,
            recovery_codes=recovery_codes,
            limits=provider.limits,
            known_browsers=provider.known_browsers,
            audit=audit,
        ),
        pending_mfa=PendingMfa(vault=vault, clock=clock),
        suspension=AuthenticatorSuspension(
            passkeys=passkeys, clock=clock, audit=audit, notifiers=notifiers
        ),
        audit=audit,
        notifiers=notifiers,
    )


def _notifiers(provider: Provider, notices: AdministratorNotices) -> Notifiers:
    return Notifiers({Realm.ACCOUNT: provider.notices, Realm.ADMINISTRATOR: notices})
