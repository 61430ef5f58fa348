"""Events waiting to be delivered, and answers given once."""
