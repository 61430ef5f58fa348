"""Promises of anything countable, until a moment."""
