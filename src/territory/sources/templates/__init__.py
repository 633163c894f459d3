"""Import templates: what has no open file, filled in by people, read with every fault told."""

from territory.sources.templates.model import (
    Field,
    Template,
    load_template,
    template_named,
    template_names,
)

__all__ = ["Field", "Template", "load_template", "template_named", "template_names"]
