"""Who, here, can reach front-line social services in Québec, and who cannot."""
