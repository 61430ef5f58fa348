"""What managers change: markets, prices and taxes, promotions and vouchers, products."""
