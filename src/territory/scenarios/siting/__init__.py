"""Where to put them: location models, exact with a proven bound where time allows."""
