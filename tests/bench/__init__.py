"""The benchmark: what a request costs, beside the least that the same answer could cost. Not collected by pytest."""
