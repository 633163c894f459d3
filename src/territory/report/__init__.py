"""What people read and look at: maps that open without a network, and five-line summaries."""

from territory.report.folium_map import folium_map
from territory.report.summary import summary_lines

__all__ = ["folium_map", "summary_lines"]
