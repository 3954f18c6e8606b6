"""`python -m idp.cli`: the same as `parvis`, where that is not on the path."""

from idp.cli import main

main(prog_name="parvis")
