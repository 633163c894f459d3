"""Boundaries made light: one vector tile archive per level and zoom, and outlines for the SVG."""
