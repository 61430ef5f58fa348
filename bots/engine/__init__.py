"""A conversation, free of any chat service and of the network; the standard library is all it needs."""
