"""The command line: every command, its help, and one plain sentence for every fault."""

from territory.cli.main import main

__all__ = ["main"]
