"""Events that ended something: if a restored database lost them, it is valid again."""

from enum import StrEnum

from idp.audit.admin_events import (
    AccountDisabled,
    AccountEnabled,
    ClientChanged,
    LetterRevoked,
    SigningKeyMoved,
)
from idp.audit.administrator_events import AdministratorChanged
from idp.audit.authenticator_events import (
    AppRemoved,
    AuthenticatorsRemoved,
    PasskeyRemoved,
    RecoveryCodesRenewed,
    RecoveryCodeUsed,
)
from idp.audit.events import (
    AccessWithdrawn,
    AccountClosed,
    AccountErased,
    AccountReopened,
    AddressRemoved,
    IdentityUnlinked,
    LetterUsed,
    PasswordChanged,
)
from idp.audit.recovery_events import AdditionsSuspended


class Ending(StrEnum):
    """The kinds of those events, and of those that undo an ending: the last one counts."""

    ACCESS_WITHDRAWN = AccessWithdrawn.kind
    ACCOUNT_CLOSED = AccountClosed.kind
    ACCOUNT_DISABLED = AccountDisabled.kind
    ACCOUNT_ENABLED = AccountEnabled.kind
    ACCOUNT_ERASED = AccountErased.kind
    ACCOUNT_REOPENED = AccountReopened.kind
    ADDITIONS_SUSPENDED = AdditionsSuspended.kind
    ADDRESS_REMOVED = AddressRemoved.kind
    ADMINISTRATOR_CHANGED = AdministratorChanged.kind
    APP_REMOVED = AppRemoved.kind
    AUTHENTICATORS_REMOVED = AuthenticatorsRemoved.kind
    CLIENT_CHANGED = ClientChanged.kind
    IDENTITY_UNLINKED = IdentityUnlinked.kind
    LETTER_REVOKED = LetterRevoked.kind
    LETTER_USED = LetterUsed.kind
    PASSKEY_REMOVED = PasskeyRemoved.kind
    PASSWORD_CHANGED = PasswordChanged.kind
    RECOVERY_CODES_RENEWED = RecoveryCodesRenewed.kind
    RECOVERY_CODE_USED = RecoveryCodeUsed.kind
    SIGNING_KEY_MOVED = SigningKeyMoved.kind


ENDING = frozenset(each.value for each in Ending)
