"""Conversations with a customer, told as stories against a shop of paper."""
