"""Addresses that are not pages: tiles, data, the map library, health."""
