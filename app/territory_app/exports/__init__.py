"""What people take away: tables and pictures of a view, each saying where its figures come from."""
