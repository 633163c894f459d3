"""Units, converted in one place."""

PER_PEOPLE = 10_000.0
"""Access is told in full-time equivalents per this many people."""
