"""The pages of a way by another provider, as a parent may meet them."""

from idp.ids import AccountId
from idp.journeys.own_ways import Ways
from idp.upstream import Link
from idp.web.views import (
    JoinView,
    SchoolAddressView,
    SignedOutView,
    SignInView,
    SignUpView,
    UpstreamButton,
    WaysView,
)
from tests.conftest import START
from tests.web.views.sample import ADDRESS, PROOF, Sample, error, signed_in

MICROSOFT = UpstreamButton("microsoft", "Microsoft", "/continuer-avec/microsoft", "microsoft.svg")
_SILENT = UpstreamButton(
    "microsoft", "Microsoft", "/continuer-avec/microsoft", "microsoft.svg", answers=False
)
_SHOWN = "marie-antoinette.deschamps-tremblay@personnel.exemple.quebec"
_LINK = Link("1", AccountId("a"), "microsoft", _SHOWN, linked_at=START, used_at=None)

ELSEWHERE = (
    Sample("sign-in-ways", lambda frame: SignInView(frame=frame, ways=(MICROSOFT,))),
    Sample("sign-in-silent", lambda frame: SignInView(frame=frame, ways=(_SILENT,))),
    Sample(
        "sign-in-cancelled",
        lambda frame: SignInView(
            frame=frame, ways=(MICROSOFT,), notice="notices.elsewhere_cancelled"
        ),
    ),
    Sample(
        "sign-in-approval",
        lambda frame: SignInView(
            frame=frame,
            ways=(MICROSOFT,),
            errors=error("upstream_approval", None, provider="Microsoft"),
        ),
    ),
    Sample("sign-up-ways", lambda frame: SignUpView(frame=frame, ways=(MICROSOFT,))),
    Sample(
        "school-address",
        lambda frame: SchoolAddressView(
            frame=frame, provider="Microsoft", shown=_SHOWN, address=_SHOWN
        ),
    ),
    Sample(
        "school-address-shape",
        lambda frame: SchoolAddressView(
            frame=frame,
            errors=error("address_domain", "address"),
            provider="Microsoft",
            shown="",
            address="marie@courriel",
        ),
    ),
    Sample(
        "join-new",
        lambda frame: JoinView(
            frame=frame,
            proof=PROOF,
            address=ADDRESS,
            provider="Microsoft",
            shown=_SHOWN,
            has_account=False,
        ),
    ),
    Sample(
        "join-existing",
        lambda frame: JoinView(
            frame=frame,
            proof=PROOF,
            address=ADDRESS,
            provider="Microsoft",
            shown=_SHOWN,
            has_account=True,
        ),
    ),
    Sample(
        "ways",
        lambda frame: WaysView(
            frame=signed_in(frame),
            notice="notices.way_added",
            ways=Ways(has_password=True, links=(_LINK,), passkeys=0),
            labels={"microsoft": "Microsoft"},
            offers=(MICROSOFT,),
        ),
    ),
    Sample(
        "ways-last",
        lambda frame: WaysView(
            frame=signed_in(frame),
            errors=error("upstream_last", None),
            ways=Ways(has_password=False, links=(_LINK,), passkeys=0),
            labels={"microsoft": "Microsoft"},
            offers=(_SILENT,),
        ),
    ),
    Sample(
        "signed-out-elsewhere",
        lambda frame: SignedOutView(
            frame=frame, provider="Microsoft", provider_uri="https://login.example.org/logout"
        ),
    ),
)
