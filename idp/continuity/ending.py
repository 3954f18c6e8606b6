"""Events that ended something: if a restored database lost them, it is valid again."""

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

ENDING = frozenset(
    each.kind
    for each in (
        AccessWithdrawn,
        AccountClosed,
        AccountDisabled,
        AccountEnabled,
        AccountErased,
        AccountReopened,
        AdditionsSuspended,
        AddressRemoved,
        AdministratorChanged,
        AppRemoved,
        AuthenticatorsRemoved,
        ClientChanged,
        IdentityUnlinked,
        LetterRevoked,
        LetterUsed,
        PasskeyRemoved,
        PasswordChanged,
        RecoveryCodesRenewed,
        RecoveryCodeUsed,
        SigningKeyMoved,
    )
)
"""Their kinds. Those that undo an ending stand here too: the last one counts."""
