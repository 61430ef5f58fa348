"""The staff console: screens for the counter, and a client of the GraphQL API like any other."""
