"""The floor: the least Flask code that does each thing durably, with nothing that makes it safe.

No client registry, no checks, no pages: a session looked up, a row written, a token signed. It
shares the stack (Flask, gunicorn gthread; SQLite in WAL or PostgreSQL by psycopg, a connection a
thread, a flush at every commit) and nothing else with Parvis; the distance between the two is what
Parvis's rules cost. One statement commits itself; two are a transaction.
"""

import base64
import hashlib
import json
import os
import secrets
import sqlite3
import threading
import time
from typing import Any

from argon2 import PasswordHasher
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from flask import Flask, Response, request

ISSUER = os.environ["FLOOR_ISSUER"]
_RSA = rsa.generate_private_key(65537, 2048)
_EC = ec.generate_private_key(ec.SECP256R1())
_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_PASSWORD = _HASHER.hash("trois outardes volent bas")
_SESSION, _SECRET = "floor-session", "floor-secret"
_DATABASE = os.environ["FLOOR_DATABASE"]
_IS_POSTGRESQL = _DATABASE.startswith("postgresql:")
_local = threading.local()


def _sql(statement: str) -> str:
    return statement.replace("?", "%s") if _IS_POSTGRESQL else statement


_BEGIN = "BEGIN" if _IS_POSTGRESQL else "BEGIN IMMEDIATE"
_ACCOUNT = _sql("SELECT account FROM session WHERE id = ?")
_ADD_SESSION = _sql("INSERT INTO session VALUES (?, 'account', 1)")
_ADD_CODE = _sql("INSERT INTO code VALUES (?, ?, 0, ?)")
_SPEND = {
    table: _sql(f"UPDATE {table} SET used = 1 WHERE hash = ? AND used = 0")
    for table in ("code", "refresh")
}
_ADD_REFRESH = _sql("INSERT INTO refresh VALUES (?, 'account', 0)")

app = Flask("floor")


def _b64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _connect() -> Any:  # noqa: ANN401 - sqlite3's or psycopg's
    if _IS_POSTGRESQL:
        import psycopg  # noqa: PLC0415 - memory is compared too: SQLite's floor reads no driver

        return psycopg.connect(_DATABASE, autocommit=True)
    connection = sqlite3.connect(_DATABASE, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _database() -> Any:  # noqa: ANN401 - sqlite3's or psycopg's
    if not hasattr(_local, "connection"):
        _local.connection = _connect()
    return _local.connection


def _prepare() -> None:
    """Make the tables and the session."""
    database, blob = _database(), "BYTEA" if _IS_POSTGRESQL else "BLOB"
    for table in (
        f"session (id {blob} PRIMARY KEY, account TEXT, at INT)",
        f"code (hash {blob} PRIMARY KEY, account TEXT, used INT, nonce TEXT)",
        f"refresh (hash {blob} PRIMARY KEY, account TEXT, used INT)",
    ):
        database.execute(f"CREATE TABLE IF NOT EXISTS {table}")
    database.execute(f"{_ADD_SESSION} ON CONFLICT DO NOTHING", (_hash(_SESSION),))


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _signed(algorithm: str, claims: dict[str, Any]) -> str:
    header = _b64(json.dumps({"alg": algorithm, "kid": "k", "typ": "JWT"}).encode())
    message = header + b"." + _b64(json.dumps(claims).encode())
    if algorithm == "RS256":
        signature = _RSA.sign(message, padding.PKCS1v15(), hashes.SHA256())
    else:
        r, s = decode_dss_signature(_EC.sign(message, ec.ECDSA(hashes.SHA256())))
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return (message + b"." + _b64(signature)).decode()


def _json(content: dict[str, Any]) -> Response:
    return Response(json.dumps(content), mimetype="application/json")


def _access_token(now: int) -> str:
    claims = {"iss": ISSUER, "sub": "account", "aud": ISSUER, "iat": now, "exp": now + 600}
    return _signed("ES256", {**claims, "jti": secrets.token_urlsafe(16)})


def _tokens(nonce: str | None) -> dict[str, Any]:
    now = int(time.time())
    access_token = _access_token(now)
    at_hash = _b64(_hash(access_token)[:16]).decode()
    claims = {"iss": ISSUER, "sub": "account", "aud": "floor", "iat": now, "exp": now + 600}
    id_token = _signed("RS256", {**claims, "nonce": nonce, "at_hash": at_hash})
    return {"access_token": access_token, "id_token": id_token, "token_type": "Bearer"}


@app.get("/authorize")
def authorize() -> Response:
    """Look the session up, write a code, redirect."""
    database = _database()
    cookie = request.cookies["session"]
    row = database.execute(_ACCOUNT, (_hash(cookie),)).fetchone()
    code = secrets.token_urlsafe(32)
    database.execute(_ADD_CODE, (_hash(code), row[0], request.args["nonce"]))
    location = f"{request.args['redirect_uri']}?code={code}&state={request.args['state']}"
    return Response(status=303, headers={"Location": location})


@app.post("/token")
def token() -> Response:
    """Spend a code or a refresh token, or give a client its own."""
    form, database = request.form, _database()
    if form["grant_type"] == "client_credentials":
        return _json({"access_token": _access_token(int(time.time())), "token_type": "Bearer"})
    table = "code" if form["grant_type"] == "authorization_code" else "refresh"
    presented = form["code"] if table == "code" else form["refresh_token"]
    nonce = "n" if table == "code" else None
    database.execute(_BEGIN)
    spent = database.execute(_SPEND[table], (_hash(presented),))
    refresh_token = secrets.token_urlsafe(32)
    database.execute(_ADD_REFRESH, (_hash(refresh_token),))
    database.execute("COMMIT")
    if spent.rowcount != 1:
        return Response(status=400)
    return _json({**_tokens(nonce), "refresh_token": refresh_token})


def _verify(token: str) -> None:
    message, _, signature = token.rpartition(".")
    raw = base64.urlsafe_b64decode(signature + "==")
    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    der = encode_dss_signature(r, s)
    _EC.public_key().verify(der, message.encode(), ec.ECDSA(hashes.SHA256()))
    _database().execute(_ACCOUNT, (_hash(_SESSION),)).fetchone()


@app.get("/userinfo")
def userinfo() -> Response:
    """Verify an access token and look its account up."""
    _verify(request.headers["Authorization"].removeprefix("Bearer "))
    return _json({"sub": "account"})


@app.post("/introspect")
def introspect() -> Response:
    """Do the same for a client."""
    _verify(request.form["token"])
    return _json({"active": True, "sub": "account"})


@app.get("/.well-known/openid-configuration")
@app.get("/.well-known/jwks.json")
def published() -> Response:
    """Answer with a document of the usual size."""
    return Response(_DOCUMENT, mimetype="application/json")


@app.post("/connexion")
def sign_in() -> Response:
    """Verify a password and write a session."""
    _HASHER.verify(_PASSWORD, request.form["password"])
    _database().execute(_ADD_SESSION, (secrets.token_bytes(32),))
    return Response(status=303, headers={"Location": "/"})


_DOCUMENT = json.dumps({"keys": ["x" * 700, "y" * 700]})
_prepare()
