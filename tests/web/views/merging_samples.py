"""Making two accounts one, and using a letter, with the longest words they may hold."""

from msgspec.structs import replace

from idp.accounts import Account
from idp.ids import AccountId
from idp.journeys.merge_accounts import Side
from idp.web.views import (
    Frame,
    LetterView,
    MergeAddressView,
    MergeView,
)
from tests.conftest import START
from tests.web.views.sample import ADDRESS, PROOF, Sample, error, proven, signed_in

OTHER = "mc.deschamps@courriel.exemple.quebec"


def _side(*addresses: str, identities: tuple[str, ...] = ()) -> Side:
    account = Account(
        AccountId("a"), locale="fr", has_password=True, created_at=START, disabled=False
    )
    return Side(
        account=account,
        addresses=addresses,
        children=2,
        portals=1,
        identities=identities,
    )


def _letter(frame: Frame, **changes: object) -> LetterView:
    page = LetterView(
        frame=signed_in(frame),
        signed_in=True,
        code="7K3M-Q9TX-2WPA",
        addresses=(proven("a", ADDRESS), proven("b", OTHER)),
        chosen="a",
        sign_in_path="/connexion?return_to=%2Flettre",
        sign_up_path="/inscription",
        add_address_path="/compte/adresses",
        help_path="/aide",
    )
    return replace(page, **changes)


MERGING = (
    Sample(
        "merge-address",
        lambda frame: MergeAddressView(frame=signed_in(frame), signed_in_as=ADDRESS),
    ),
    Sample(
        "merge-none",
        lambda frame: MergeAddressView(
            frame=signed_in(frame),
            errors=error("merge_none", "address"),
            signed_in_as=ADDRESS,
            typed=OTHER,
        ),
    ),
    Sample(
        "merge",
        lambda frame: MergeView(
            frame=signed_in(frame),
            proof=PROOF,
            kept=_side(ADDRESS),
            lost=_side(OTHER, identities=(OTHER,)),
        ),
    ),
    Sample("letter", _letter),
    Sample(
        "letter-used",
        lambda frame: _letter(
            frame, errors=error("letter_used", "code"), addresses=(proven("a", ADDRESS),)
        ),
    ),
    Sample(
        "letter-stranger",
        lambda frame: replace(_letter(frame), frame=frame, signed_in=False, addresses=()),
    ),
)
