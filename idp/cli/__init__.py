"""The command line: `parvis NOUN VERB`, a file a noun.

Commands read their arguments, call `idp/operations` and print; what is allowed, done and recorded
is decided there.
"""

from pathlib import Path

import click

from idp.cli.ground import Ground
from idp.cli.nouns import Nouns


@click.group(
    cls=Nouns,
    modules={
        "init": "idp.cli.init",
        "db": "idp.cli.db",
        "admin": "idp.cli.admin",
        "audit": "idp.cli.audit",
        "keys": "idp.cli.keys",
        "clients": "idp.cli.clients",
        "invitations": "idp.cli.invitations",
        "registry": "idp.cli.registry",
        "people": "idp.cli.letters",
        "retention": "idp.cli.retention",
        "serve": "idp.cli.serve",
        "worker": "idp.cli.worker",
        "doctor": "idp.cli.doctor",
    },
)
@click.option(
    "--config",
    envvar="PARVIS_CONFIG",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Settings in TOML (PARVIS_CONFIG); PARVIS_SECTION_NAME in the environment wins.",
)
@click.version_option(package_name="parvis")
@click.pass_context
def main(context: click.Context, config: Path | None) -> None:
    """Parvis, an OpenID Connect provider for the parents of schoolchildren."""
    context.obj = Ground(config)
