"""Why a code was not good: for who runs the portal, never for who brought the code."""

from idp.clients.refusals import RefusalReason
from idp.storage import Transaction
from idp.tokens import table
from idp.tokens.authorization_code import CodeBindings, PresentedCode


def why_refused(
    tx: Transaction, code: PresentedCode, bindings: CodeBindings, *, now: int
) -> RefusalReason:
    """Return the first thing that is wrong with `code`, in the order in which a developer asks."""
    found = tx.row(table.FIND_CODE, id=code.grant_id, code_hash=code.hash)
    if found is None:
        return RefusalReason.CODE_UNKNOWN
    wrong = (
        (found.client_id != bindings.client_id, RefusalReason.CODE_OF_ANOTHER),
        (found.code_used_at is not None, RefusalReason.CODE_USED),
        (found.code_expires_at <= now, RefusalReason.CODE_EXPIRED),
        (found.redirect_uri != bindings.redirect_uri, RefusalReason.REDIRECT_URI_DIFFERS),
        ((found.code_challenge or "") != bindings.code_challenge, RefusalReason.VERIFIER_DIFFERS),
        (found.dpop_jkt not in (None, bindings.jkt), RefusalReason.KEY_DIFFERS),
    )
    return next((why for is_so, why in wrong if is_so), RefusalReason.CODE_WITHDRAWN)
