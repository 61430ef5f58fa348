"""Conversations with the shop in chat services; knows only the address of its API."""
