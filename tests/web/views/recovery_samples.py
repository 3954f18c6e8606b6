"""Second proofs, what a recovery suspended, addresses that are to go: with the longest words."""

from idp.additions import Addition, AdditionKind
from idp.web.views import (
    AccountView,
    AddressesView,
    AddressRemovalView,
    Frame,
    KeepAddressView,
    RecentAdditionsView,
    RecentAddressView,
    RecoveryHelpView,
    SecondProofView,
)
from tests.conftest import START
from tests.web.views.sample import ADDRESS, Sample, proven, signed_in

_PROOF_PATH = "/compte/preuve?return_to=%2Fcompte%2Fcles-acces"


def _proof(frame: Frame, *, keeps: bool) -> SecondProofView:
    choices = (proven("1", ADDRESS), proven("2", "m.tremblay@exemple.ca"))
    return SecondProofView(
        frame=signed_in(frame),
        choices=choices[:1] if keeps else choices,
        keeps=keeps,
        back_path="/compte/cles-acces",
    )


def _additions(frame: Frame) -> RecentAdditionsView:
    return RecentAdditionsView(
        frame=signed_in(frame),
        additions=(
            Addition(
                AdditionKind.PASSKEY, "1", "Téléphone de Charles-Antoine", START, "Safari, iPhone"
            ),
            Addition(AdditionKind.APP, "app", "", START, ""),
            Addition(AdditionKind.CODES, "codes", "", START, "Firefox, Windows"),
            Addition(AdditionKind.ADDRESS, "2", ADDRESS, START, "Chrome, Android"),
            Addition(AdditionKind.LINK, "3", "mc.deschamps@courriel.exemple.quebec", START, ""),
        ),
        days=30,
        onward_path="/continuer",
    )


def _keep(frame: Frame, *, kept: bool) -> KeepAddressView:
    return KeepAddressView(
        frame=frame,
        address=ADDRESS,
        removed_on="23 novembre 2026",
        token="a-token",
        kept=kept,
        recover_path="/mot-de-passe-oublie",
    )


RECOVERY = (
    Sample("second-proof", lambda frame: _proof(frame, keeps=False)),
    Sample("second-proof-keep", lambda frame: _proof(frame, keeps=True)),
    Sample("recent-additions", _additions),
    Sample(
        "address-removal",
        lambda frame: AddressRemovalView(
            frame=signed_in(frame), id="1", address=ADDRESS, removed_on="23 novembre 2026"
        ),
    ),
    Sample("keep-address", lambda frame: _keep(frame, kept=False)),
    Sample("keep-address-kept", lambda frame: _keep(frame, kept=True)),
    Sample(
        "recent-address",
        lambda frame: RecentAddressView(
            frame=frame,
            address=ADDRESS,
            recover_path="/mot-de-passe-oublie",
            sign_in_path="/connexion",
            days=30,
        ),
    ),
    Sample("recovery-help", lambda frame: RecoveryHelpView(frame=frame, days=30, removal_days=7)),
    Sample(
        "account-suspended",
        lambda frame: AccountView(
            frame=signed_in(frame),
            addresses=(ADDRESS,),
            children_count=2,
            reopening_days=30,
            suspended_count=3,
        ),
    ),
    Sample(
        "addresses-new-browser",
        lambda frame: AddressesView(
            frame=signed_in(frame),
            addresses=(
                proven("1", ADDRESS),
                proven("2", "m.tremblay@exemple.ca", removal_at=START),
            ),
            proof_path=_PROOF_PATH,
        ),
    ),
)
