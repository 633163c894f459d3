"""The Dash application."""
