"""The statements on data keys and signing keys."""

import json

from idp.keys.private_keys import KeptIn
from idp.keys.record import KeyRecord, KeyState
from idp.storage import Query, Statement

ADD_DATA_KEY = Statement(
    """INSERT INTO data_key (name, key_sealed, created_at)
       VALUES (:name, :key_sealed, :created_at) ON CONFLICT (name) DO NOTHING"""
)
FIND_DATA_KEY = Query(bytes, "SELECT key_sealed FROM data_key WHERE name = :name")
LIST_DATA_KEYS = Query(tuple[str, bytes], "SELECT name, key_sealed FROM data_key ORDER BY name")
RESEAL_DATA_KEY = Statement("UPDATE data_key SET key_sealed = :sealed WHERE name = :name")

_COLUMNS = """kid, algorithm, state, kept_in, public_jwk, private_sealed,
              published_at, activated_at, retired_at, removed_at, revoked_at, asked_at"""
ADD_KEY = Statement(
    """INSERT INTO signing_key
           (kid, algorithm, state, kept_in, public_jwk, private_sealed, published_at)
       VALUES (:kid, :algorithm, 'pending', :kept_in,
               :public_jwk, :private_sealed, :published_at)"""
)
LIST_KEYS = Query(
    KeyRecord,
    f"SELECT {_COLUMNS} FROM signing_key ORDER BY published_at, kid",
    state=KeyState,
    kept_in=KeptIn,
    public_jwk=json.loads,
)
RETIRE_ACTIVE = Statement(
    """UPDATE signing_key SET state = 'retired', retired_at = :now
       WHERE algorithm = :algorithm AND state = 'active'"""
)
ACTIVATE = Statement(
    """UPDATE signing_key SET state = 'active', activated_at = :now
       WHERE kid = :kid AND state = 'pending' AND published_at <= :published_by"""
)
# What was asked for a moment that is still to come may be asked for another.
ASK = Statement(
    """UPDATE signing_key SET asked_at = :at
       WHERE kid = :kid AND state = 'pending'
         AND (asked_at IS NULL OR (asked_at > :now AND asked_at <> :at))"""
)
REMOVE = Statement(
    """UPDATE signing_key SET state = 'removed', removed_at = :now, private_sealed = NULL
       WHERE kid = :kid AND state = 'retired' AND retired_at <= :retired_by"""
)
REVOKE = Statement(
    """UPDATE signing_key SET state = 'revoked', revoked_at = :now, private_sealed = NULL
       WHERE kid = :kid AND state IN ('pending', 'active', 'retired')"""
)
RESEAL_KEY = Statement("UPDATE signing_key SET private_sealed = :sealed WHERE kid = :kid")
