"""The floor: the same answers from bare endpoints of Starlette, asyncpg and orjson, written for these questions alone.

Everything that does not change between two requests is in memory; the rest is one or two statements. There is no
GraphQL, no sign-in, no limit and no choice of fields. Pure rules (opening hours, titles) are the shop's own.
"""
