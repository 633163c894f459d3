"""comparison.html: a scenario beside the base, for whom and at whose expense."""

from territory.report.comparison.page import comparison_page, side_by_side_page
from territory.report.comparison.record import comparison_record

__all__ = ["comparison_page", "comparison_record", "side_by_side_page"]
