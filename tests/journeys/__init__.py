"""Whole stories, told to a shop that runs as a newcomer runs it: a process of its own, asked over the network."""
