"""Pure functions that build what a component shows; none of them knows Dash."""
