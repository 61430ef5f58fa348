"""The shop as its API shows it to a customer: one method for each operation, typed answers."""
