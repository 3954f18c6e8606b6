"""The paths of pages that are no step of a journey; steps are in `idp/journeys/steps.py`."""

from idp.accounts.address_removals import UNDO_PATH
from idp.journeys.steps import EDIT_PROFILE, RESET_PASSWORD, STEPS
from idp.protocol import end_session
from idp.protocol.backchannel_authentication import LINK_PATH
from idp.protocol.device_authorization import VERIFICATION_PATH

RECOVER = RESET_PASSWORD.path
CODE = "/code"
EXISTING_ACCOUNT = "/compte-existant"
NO_ACCOUNT = "/compte-absent"
CLOSED = "/compte-ferme"
NEW_PASSWORD = "/nouveau-mot-de-passe"  # noqa: S105 - a path
HELP = "/aide"
HELP_SENT = "/aide/envoyee"
LANGUAGE = "/langue"
SIGN_OUT = "/deconnexion"
SCHOOL_ADDRESS = "/adresse-de-l-ecole"
JOIN = "/rattachement"
TURN_BACK = "/annuler"
DEVICE_CODE = VERIFICATION_PATH
REQUEST_LINK = LINK_PATH
ACCOUNT = "/compte"
ADDRESSES = "/compte/adresses"
PASSWORD = "/compte/mot-de-passe"  # noqa: S105 - a path
CHILDREN = "/compte/enfants"
DETAILS = EDIT_PROFILE.path
PORTALS = "/compte/portails"
SESSIONS = "/compte/sessions"
WAYS = "/compte/connexions"
MERGE = "/compte/reunion"
LETTER = "/lettre"
ACTIVITY = "/compte/activite"
OWN_DATA = "/compte/donnees"
CLOSING = "/compte/fermeture"
REOPENING = "/reouverture"
PASSKEYS = "/compte/cles-acces"
APP = "/compte/application"
SECOND_STEP = "/deuxieme-etape"
WAITING = "/attente"
SECOND_PROOF = "/compte/preuve"
RECENT_ADDITIONS = "/compte/ajouts-recents"
ADDRESS_REMOVAL = "/compte/adresses/retrait"
KEEP_ADDRESS = UNDO_PATH
RECENT_ADDRESS = "/adresse-recente"
HELP_RECOVERY = "/aide/recuperation"

RETURNS = frozenset(
    {
        *(ACCOUNT, ADDRESSES, PASSWORD, CHILDREN, DETAILS, PORTALS, SESSIONS, WAYS),
        *(ACTIVITY, OWN_DATA, CLOSING, MERGE, LETTER, PASSKEYS, APP, RECENT_ADDITIONS),
    }
)
"""The pages that a sign-in may return to."""
BACK = RETURNS | {
    *(step.path for step in STEPS),
    CODE,
    EXISTING_ACCOUNT,
    NO_ACCOUNT,
    NEW_PASSWORD,
    SCHOOL_ADDRESS,
    JOIN,
    REOPENING,
    SECOND_STEP,
    *(SECOND_PROOF, ADDRESS_REMOVAL, KEEP_ADDRESS, RECENT_ADDRESS, HELP_RECOVERY),
    DEVICE_CODE,
    HELP,
    SIGN_OUT,
    end_session.PATH,
    WAITING,
}
"""The pages that the language switch and the help page may return to."""
