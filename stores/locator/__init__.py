"""The physical stores: where they are, when they are open, which is nearest."""
