"""The domain: what is true in the shop, and what may happen."""
