"""The command line: `parvis NOUN VERB`, one file for each noun.

Commands read their arguments, call `idp/administration`, which checks, does and records, and print.
"""

from pathlib import Path

from idp.modules import reading_modules

with reading_modules():
    import click

    from idp import __version__
    from idp.cli.context import CommandContext
    from idp.cli.lazy_group import LazyGroup


@click.group(
    cls=LazyGroup,
    nouns={
        "init": ("idp.cli.init", "Make keys and tables that are missing; harmless at any time."),
        "db": ("idp.cli.db", "The shape of the database."),
        "admin": ("idp.cli.admin", "The administrators and their roles."),
        "audit": ("idp.cli.audit", "The record of events: search it, take it along, verify it."),
        "keys": ("idp.cli.keys", "The signing keys, and the key that seals them."),
        "clients": ("idp.cli.clients", "The portals (relying parties) that are registered."),
        "invitations": ("idp.cli.invitations", "The tokens that let a portal register itself."),
        "accounts": ("idp.cli.accounts", "Accounts of a former system: imports, what waits."),
        "registry": ("idp.cli.registry", "The school registry: imports, and who decides them."),
        "people": ("idp.cli.people", "Parents in trouble. Every look is recorded."),
        "retention": ("idp.cli.retention", "How long everything is kept."),
        "statistics": ("idp.cli.statistics", "How often what happened."),
        "apply": ("idp.cli.apply", "Make the installation as a directory of files says."),
        "export": ("idp.cli.export", "Write the files that make an installation like this one."),
        "serve": ("idp.cli.serve", "Answer requests until SIGTERM."),
        "worker": ("idp.cli.worker", "Do the background work; several may run."),
        "doctor": ("idp.cli.doctor", "Look at everything; fail when anything is wrong."),
    },
)
@click.option(
    "--config",
    envvar="PARVIS_CONFIG",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Settings in TOML (PARVIS_CONFIG); PARVIS_SECTION_NAME in the environment wins.",
)
@click.version_option(__version__, prog_name="parvis")
@click.pass_context
def main(context: click.Context, config: Path | None) -> None:
    """Parvis, an OpenID Connect provider for the parents of schoolchildren."""
    context.obj = CommandContext(config)
