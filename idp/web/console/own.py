"""`/admin/moi`: one's own passkeys, password and app."""

from idp.accounts import Passwords
from idp.administration.administrators.own_authenticators import OwnAuthenticators, OwnFactors
from idp.authenticators import qr_code
from idp.part import Part
from idp.settings import PasswordSettings
from idp.web.console.console_request import AdministratorRequest
from idp.web.console.guards import ADMINISTRATOR, FRESH
from idp.web.console.paths import OWN
from idp.web.frame import Answer, Leave
from idp.web.views.authenticating import asked_of
from idp.web.views.console.entry import OwnAppView, OwnRecoveryCodesView, OwnView


class OwnPage(Part):
    """Those of the session's administrator; every change needs a recent authentication."""

    path = OWN
    guard = ADMINISTRATOR.with_form(FRESH)

    own: OwnAuthenticators
    passwords: Passwords
    settings: PasswordSettings
    passkeys_offered: bool

    def show(self, request: AdministratorRequest) -> Answer:
        """Return the page, or that of the app that was begun."""
        one = request.administrator
        ways = self.own.list(one.id)
        # A secret is shown only after a form of the page, never to an address or an old session.
        asked = request.typed.get("action") in {("confirm_app",), ("check_password",)}
        if asked and request.actor.is_fresh and ways.pending_app is not None:
            return self._app(ways)
        challenge = (
            self.own.passkey_to_make(one.id, request.browser.id) if self.passkeys_offered else None
        )
        return OwnView(passkey=asked_of(challenge), ways=ways)

    def act(self, request: AdministratorRequest) -> Answer:
        """Do what the button says."""
        session, action = request.session, request.text("action")
        if action == "begin_app":
            self.own.begin_app(session)
            return self._app(self.own.list(session.administrator_id))
        if action in {"confirm_app", "renew_codes"}:
            codes = (
                self._confirmed(request)
                if action == "confirm_app"
                else self.own.renew_codes(session)
            )
            if not codes:
                return Leave(OWN)
            return OwnRecoveryCodesView(codes=codes)
        if action == "passkey":
            self.own.add_passkey(
                session,
                browser=request.browser.id,
                challenge_id=request.text("challenge"),
                response=request.text("response"),
                label=request.text("label"),
            )
            return Leave(request.to(OWN, notice="passkey_added"))
        if action == "remove_passkey":
            self.own.remove_passkey(session, request.text("passkey"))
            return Leave(request.to(OWN, notice="passkey_removed"))
        if action == "check_password":
            self._check_password(request)
        return self.show(request)

    def _confirmed(self, request: AdministratorRequest) -> tuple[str, ...]:
        one, password_hash = request.administrator, None
        if not self.own.list(one.id).has_password:
            self._check_password(request)
            password_hash = self.passwords.hash(request.text("password"))
        return self.own.confirm_app(request.session, request.text("code"), password_hash)

    def _check_password(self, request: AdministratorRequest) -> None:
        one = request.administrator
        words = (one.name, *one.address.split("@"))
        self.passwords.check_new(request.text("password"), context=words)

    def _app(self, ways: OwnFactors) -> Answer:
        begun = ways.pending_app
        if begun is None:
            return Leave(OWN)
        return OwnAppView(
            picture=qr_code(begun.uri),
            secret=begun.secret,
            token="",
            asks_password=not ways.has_password,
            minimum_length=self.settings.minimum_length,
        )
