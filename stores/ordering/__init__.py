"""Cart, quote, order: one quote holds everything together."""
