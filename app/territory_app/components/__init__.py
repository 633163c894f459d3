"""Components of the pages; each turns what a view says into what Dash shows."""
