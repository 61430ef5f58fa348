"""The history of the tables, made by Tortoise and reviewed by hand."""
