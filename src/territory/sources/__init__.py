"""One reader per official layout, each giving a table in the shape the rest relies on."""

from territory.sources.catalogue import SourceInfo, load_catalogue
from territory.sources.registry import READERS, arguments, read

__all__ = ["READERS", "SourceInfo", "arguments", "load_catalogue", "read"]
