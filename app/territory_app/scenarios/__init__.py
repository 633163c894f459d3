"""Scenarios in the application: their addresses, their queue, the process that runs them."""
