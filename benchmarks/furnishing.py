"""What a new installation is given before it is measured: portals, a parent, a school's list."""

from pathlib import Path

from msgspec.structs import replace

from idp.accounts import NewSession, Purpose
from idp.clients import Branding, Client
from idp.clients.registration import add_secret, put_client
from idp.clock import SystemClock
from idp.ids import ClientId
from idp.imports.decisions import ImportRequest
from idp.installation.installing import install
from idp.normalisation.address import parse_address
from idp.registry.importing import load_profile
from idp.settings import Settings
from idp.storage import Statement
from idp.wiring import Provider, build

REDIRECT_URI = "https://portal.example.org/cb"
ADDRESS, PASSWORD = "marie@exemple.quebec", "trois outardes volent bas"
SCHOOL_PORTAL = "school"
ORGANISATION = "887000"
_PARENTS = 20_000
_COLUMNS = (
    "organisme;nom_organisme;ecole;nom_ecole;fiche;code_permanent;nom;prenom;lien;courriel;"
    "acces_portail;fin_acces"
)
_PROFILE = Path(__file__).parent.parent / "config/registry/gpi.toml"


def parents_address(number: int) -> str:
    """Return the address of a parent whom the school has on file."""
    return f"parent.{number}@exemple.quebec"


def parents_number(number: int) -> str:
    """Return the fiche number of that parent's child."""
    return f"{1_000_000 + number}"


def furnish(settings: Settings, algorithm: str = "RS256") -> tuple[str, str]:
    """Install Parvis with one portal, one parent and one session.

    Returns the portal's secret and the session's token.
    """
    install(settings, SystemClock())
    provider = build(settings)
    now = provider.clock.seconds()
    client = Client(
        id=ClientId("portal"),
        branding=Branding(name_fr="Portail", name_en="Portal"),
        redirect_uris=(REDIRECT_URI,),
        grant_types=("authorization_code", "refresh_token", "client_credentials"),
        scopes=("openid", "offline_access", "api"),
        id_token_signed_response_alg=algorithm,
    )
    password_hash = provider.directory.passwords.hash(PASSWORD)
    with provider.database.writing() as tx:
        put_client(tx, client, now=now)
        secret = add_secret(tx, client.id, now=now, overlap_seconds=0)
        proof = provider.directory.email_verifications.begin(
            tx, browser="x", purpose=Purpose.SIGN_UP, address=parse_address(ADDRESS)
        )
        proof = replace(proof, proven_at=now)
        account = provider.directory.accounts.create(
            tx, proof=proof, password_hash=password_hash, locale="fr"
        )
        started = provider.directory.sessions.start(
            tx,
            provider.directory.accounts.hold(tx, account.id),
            NewSession(
                amr=("pwd",), acr="urn:parvis:acr:password", remember=True, device="benchmark"
            ),
            replacing=None,
        )
        # No message of a benchmark is to leave.
        tx.run(Statement("DELETE FROM outbox"))
    provider.database.close()
    return secret, started.token


def know_parents(settings: Settings, folder: Path, algorithm: str) -> str:
    """Register a portal that asks for the school's claim, and import whom the school has on file.

    Returns the portal's secret.
    """
    provider = build(settings)
    client = Client(
        id=ClientId(SCHOOL_PORTAL),
        branding=Branding(name_fr="École", name_en="School"),
        redirect_uris=(REDIRECT_URI,),
        scopes=("openid", "gpi"),
        id_token_signed_response_alg=algorithm,
    )
    now = provider.clock.seconds()
    with provider.database.writing() as tx:
        put_client(tx, client, now=now)
        secret = add_secret(tx, client.id, now=now, overlap_seconds=0)
    list_parents(provider, folder, _PARENTS)
    provider.database.close()
    return secret


def list_parents(provider: Provider, folder: Path, parents: int) -> None:
    """Import whom the school has on file: so many parents, each with a child."""
    export = folder / "registry.csv"
    with export.open("w", encoding="utf-8", newline="") as file:
        file.write(f"{_COLUMNS}\r\n")
        file.writelines(
            f"{ORGANISATION};CSS;011;École;{parents_number(number)};;Roy;Léa;mère;"
            f"{parents_address(number)};oui;\r\n"
            for number in range(parents)
        )
    request = ImportRequest(
        path=export,
        profile=load_profile(_PROFILE),
        profile_name="gpi",
        taken_at=provider.clock.seconds(),
    )
    decisions = provider.imports.decisions
    report = decisions.stage(request, actor="benchmark", progress=lambda _: None)
    decisions.publish("benchmark", report.import_id, alone=True)
