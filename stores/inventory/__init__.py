"""What each store has, and what of it is promised."""
