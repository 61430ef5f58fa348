"""The GraphQL language of the shop: types, resolvers, and the schema object."""
