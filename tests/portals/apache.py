"""Apache with mod_auth_openidc: the relying party in front of many a school's older portal."""

from pathlib import Path

_MODULES = Path("/usr/lib/apache2/modules")


CODE = "OIDCResponseType code\nOIDCPKCEMethod S256"
HYBRID = 'OIDCResponseType "code id_token"\nOIDCResponseMode form_post'


def apache(folder: Path, port: int, issuer: str, given: tuple[str, str], flow: str) -> Path:
    """Write a site into `folder` that shows `/private/` to who signed in; return its settings.

    `given`: the client's id and secret; `flow`: `CODE` or `HYBRID`.
    """
    if not (_MODULES / "mod_auth_openidc.so").exists():
        raise RuntimeError(
            "Apache's module is missing: apt-get install apache2-bin libapache2-mod-auth-openidc"
        )
    site = folder / "site/private"
    site.mkdir(parents=True)
    (site / "index.html").write_text("private", "utf-8")
    (site.parent / "bye.html").write_text("bye", "utf-8")
    for each in (folder, *folder.parents):
        if each.stat().st_mode & 0o005 != 0o005 and each.owner() == "root":
            each.chmod(each.stat().st_mode | 0o055)
    loaded = "\n".join(
        f"LoadModule {name}_module {_MODULES}/mod_{name}.so"
        for name in (
            *("mpm_event", "authn_core", "authz_core", "authz_user", "auth_openidc"),
            *("dir", "headers"),
        )
    )
    path = folder / "apache.conf"
    path.write_text(
        f"""{loaded}
ServerRoot "{folder}"
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile "{folder}/apache.pid"
ErrorLog "{folder}/error.log"
DefaultRuntimeDir "{folder}"
Mutex posixsem
User www-data
Group www-data
DocumentRoot "{folder}/site"
DirectoryIndex index.html
OIDCProviderMetadataURL {issuer}/.well-known/openid-configuration
OIDCClientID {given[0]}
OIDCClientSecret {given[1]}
OIDCRedirectURI http://127.0.0.1:{port}/private/callback
OIDCCryptoPassphrase "a passphrase of the test"
OIDCScope "openid email"
{flow}
<Location /private>
  AuthType openid-connect
  Require valid-user
  Header always set X-Email "%{{OIDC_CLAIM_email}}e"
  Header always set X-Issuer "%{{OIDC_CLAIM_iss}}e"
</Location>
""",
        "utf-8",
    )
    return path
