"""The pages of a way by another provider, as a parent may meet them."""

from idp.doors.views import (
    JoinPage,
    SchoolAddressPage,
    SignedOutPage,
    SignInPage,
    SignUpPage,
    UpstreamButton,
    WaysPage,
    WayView,
)
from tests.doors.views.sample import ADDRESS, PROOF, Sample, error, signed_in

MICROSOFT = UpstreamButton("microsoft", "Microsoft", "/continuer-avec/microsoft", "microsoft.svg")
_SILENT = UpstreamButton(
    "microsoft", "Microsoft", "/continuer-avec/microsoft", "microsoft.svg", answers=False
)
_SHOWN = "marie-antoinette.deschamps-tremblay@personnel.exemple.quebec"
_LINK = WayView("1", "Microsoft", _SHOWN, "1er septembre 2026", removable=True)

ELSEWHERE = (
    Sample("sign-in-ways", lambda frame: SignInPage(frame=frame, ways=(MICROSOFT,))),
    Sample("sign-in-silent", lambda frame: SignInPage(frame=frame, ways=(_SILENT,))),
    Sample(
        "sign-in-cancelled",
        lambda frame: SignInPage(
            frame=frame, ways=(MICROSOFT,), notice="notices.elsewhere_cancelled"
        ),
    ),
    Sample(
        "sign-in-approval",
        lambda frame: SignInPage(
            frame=frame,
            ways=(MICROSOFT,),
            errors=error("upstream_approval", None, provider="Microsoft"),
        ),
    ),
    Sample("sign-up-ways", lambda frame: SignUpPage(frame=frame, ways=(MICROSOFT,))),
    Sample(
        "school-address",
        lambda frame: SchoolAddressPage(
            frame=frame, provider="Microsoft", shown=_SHOWN, address=_SHOWN
        ),
    ),
    Sample(
        "school-address-shape",
        lambda frame: SchoolAddressPage(
            frame=frame,
            errors=error("address_domain", "address"),
            provider="Microsoft",
            shown="",
            address="marie@courriel",
        ),
    ),
    Sample(
        "join-new",
        lambda frame: JoinPage(
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
        lambda frame: JoinPage(
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
        lambda frame: WaysPage(
            frame=signed_in(frame),
            notice="notices.way_added",
            has_password=True,
            links=(_LINK,),
            offers=(MICROSOFT,),
        ),
    ),
    Sample(
        "ways-last",
        lambda frame: WaysPage(
            frame=signed_in(frame),
            errors=error("upstream_last", None),
            has_password=False,
            links=(WayView("1", "Microsoft", _SHOWN, "1er septembre 2026", removable=False),),
            offers=(_SILENT,),
        ),
    ),
    Sample(
        "signed-out-elsewhere",
        lambda frame: SignedOutPage(
            frame=frame, provider="Microsoft", provider_uri="https://login.example.org/logout"
        ),
    ),
)
