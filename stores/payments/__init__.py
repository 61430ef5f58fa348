"""Moving money for anything payable."""
