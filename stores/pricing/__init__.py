"""Markets and prices."""
