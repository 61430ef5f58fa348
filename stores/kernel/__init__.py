"""Words every domain needs; imports nothing but the standard library."""
