"""A portal section by section, as in the console: branding, addresses, policy, sign-ins."""

from typing import Any

from msgspec import structs

from idp.administration.action import action
from idp.administration.actor import Actor
from idp.administration.portals.requests import (
    BrandingRequest,
    SetAddresses,
    SetPolicy,
    WhichPortal,
    WhichRefusal,
)
from idp.administration.portals.responses import (
    FoundRefusalResponse,
    Previewed,
    RefusalResponse,
    RefusalsResponse,
    SignInResponse,
    SignInsResponse,
    portal_response,
)
from idp.administration.portals.writing import PortalWriting
from idp.administration.shapes import Changed
from idp.clients import DeliveryMode
from idp.clients.contrast import ENOUGH, contrasts
from idp.clients.problem import ClientRefused
from idp.clients.refusals import find_refusal, refusals_of
from idp.clock import DAY, HOUR
from idp.errors import Refused, Unknown
from idp.ids import ClientId
from idp.part import Part
from idp.tokens.recent_sign_ins import MOST, count_since, recent_sign_ins
from idp.translations import words_in

_SHOWN = 25


class PortalSectionActions(Part):
    """Actions on one section of a portal."""

    writing: PortalWriting

    @action("portals.preview", "GET /portals/{id}/preview")
    def preview(self, actor: Actor, asked: BrandingRequest) -> Previewed:
        """Check a branding that is not saved, and the contrast of its colour.

        Raises Unknown, Refused naming the member.
        """
        before = self.writing.get(asked.id)
        client = self._with(actor, asked.id, {"branding": _branding(asked)})
        light, dark = contrasts(client.branding.colour)
        return Previewed(
            id=client.id,
            host=portal_response(before, self.writing.clock.seconds()).host,
            contrast_light=light,
            contrast_dark=dark,
            enough=min(light, dark) >= ENOUGH,
        )

    @action("portals.lately", "GET /portals/{id}/sign-ins")
    def recent_sign_ins(self, _actor: Actor, asked: WhichPortal) -> SignInsResponse:
        """List the latest sign-ins: opaque ids, times, methods, outcomes.

        Raises Unknown.
        """
        client_id = ClientId(self.writing.get(asked.id).id)
        now = self.writing.clock.seconds()
        with self.writing.database.reading() as tx:
            return SignInsResponse(
                id=client_id,
                last_hour=count_since(tx, client_id, now - HOUR),
                last_day=count_since(tx, client_id, now - DAY),
                most=MOST,
                sign_ins=tuple(
                    SignInResponse(
                        account=each.account_id,
                        at=each.created_at,
                        methods=each.amr,
                        outcome=each.outcome(now),
                    )
                    for each in recent_sign_ins(tx, client_id, most=_SHOWN)
                ),
            )

    @action("portals.refusals", "GET /portals/{id}/refusals")
    def refusals(self, _actor: Actor, asked: WhichPortal) -> RefusalsResponse:
        """List why a portal was refused in the last week, and how often.

        Raises Unknown.
        """
        client_id = ClientId(self.writing.get(asked.id).id)
        say, week_ago = words_in("en").say, self.writing.clock.seconds() - 7 * DAY
        with self.writing.database.reading() as tx:
            return RefusalsResponse(
                id=client_id,
                refusals=tuple(
                    RefusalResponse.of(each, text=say(f"console_portals.refusals.{each.reason}"))
                    for each in refusals_of(tx, client_id, since=week_ago)
                ),
            )

    @action("portals.find_refusal", "GET /refusals/{reference}", command="clients refusal")
    def find_refusal(self, _actor: Actor, asked: WhichRefusal) -> FoundRefusalResponse:
        """Say which portal was refused, and why, by the reference on the page.

        Of a portal's refusals for one reason, the last of each day is found. Raises Unknown.
        """
        week_ago = self.writing.clock.seconds() - 7 * DAY
        with self.writing.database.reading() as tx:
            found = find_refusal(tx, asked.reference, since=week_ago)
        if found is None:
            raise Unknown("clients.unknown_refusal", field="reference", reference=asked.reference)
        text = words_in("en").say(f"console_portals.refusals.{found.reason}")
        return FoundRefusalResponse.of(found, text=text)

    @action("portals.set_branding", "PUT /portals/{id}/branding", command="clients edit")
    def set_branding(self, actor: Actor, asked: BrandingRequest) -> Changed:
        """Set what parents recognise a portal by.

        Raises Unknown, Refused naming the member.
        """
        return self._set(actor, asked.id, {"branding": _branding(asked)}, "branding")

    @action("portals.set_addresses", "PUT /portals/{id}/addresses", command="clients edit")
    def set_addresses(self, actor: Actor, asked: SetAddresses) -> Changed:
        """Set a portal's start address, redirect URIs and sign-out addresses.

        Raises Unknown, Refused naming the member.
        """
        pinged = asked.backchannel_client_notification_endpoint
        changes = {
            "redirect_uris": list(asked.redirect_uris),
            "post_logout_redirect_uris": list(asked.post_logout_redirect_uris),
            "start_uri": asked.start_uri or None,
            "backchannel_logout_uri": asked.backchannel_logout_uri or None,
            "frontchannel_logout_uri": asked.frontchannel_logout_uri or None,
            "backchannel_client_notification_endpoint": pinged or None,
            "backchannel_token_delivery_mode": str(
                DeliveryMode.PING if pinged else DeliveryMode.POLL
            ),
        }
        return self._set(actor, asked.id, changes, "addresses")

    @action("portals.set_policy", "PUT /portals/{id}/policy", command="clients edit")
    def set_policy(self, actor: Actor, asked: SetPolicy) -> Changed:
        """Set what happens without a match, and what a portal may request.

        Raises Unknown, Refused naming the member.
        """
        before = self.writing.get(asked.id)
        changes = {
            "match_policy": str(asked.match_policy),
            "language_policy": str(asked.language_policy),
            "scopes": list(asked.scopes),
            # A scope that it may not request is not implied either.
            "implied_scopes": [each for each in before.implied_scopes if each in asked.scopes],
            "asks_consent": asked.asks_consent,
            "child_numbers": asked.child_numbers,
            "scope_claims_in_id_token": asked.scope_claims_in_id_token,
        }
        if asked.subject_source is not None:
            changes["subject_source"] = asked.subject_source or None
        if asked.child_numbers and "gpi.children" not in asked.scopes:
            raise Refused("clients.numbers_of_children", field="child_numbers")
        return self._set(actor, asked.id, changes, "policy")

    def _set(self, actor: Actor, client_id: str, changes: dict[str, Any], change: str) -> Changed:
        client = self._with(actor, client_id, changes)
        self.writing.put(actor, client, change)
        return Changed(id=client.id)

    def _with(self, actor: Actor, client_id: str, changes: dict[str, Any]) -> Any:  # noqa: ANN401
        try:
            return self.writing.edited(actor, client_id, changes)
        except ClientRefused as refused:
            # The form has the members of `branding` without that prefix.
            refused.field = (refused.field or "").removeprefix("branding.")
            raise


def _branding(asked: BrandingRequest) -> dict[str, Any]:
    members = {name: value or None for name, value in structs.asdict(asked).items()}
    del members["id"]
    return {**members, "colour": asked.colour}
