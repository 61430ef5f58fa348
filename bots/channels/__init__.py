"""The chat services, each with its table of capabilities; none of them knows what is talked about."""
