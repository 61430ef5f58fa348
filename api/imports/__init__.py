"""Taking over what merchants already have: their files of stores, products and stock."""
