"""Where to put sites and posts: exact models, with their bound, and what they cost others."""
