"""A stand-in for Stripe, so that the demo and the tests can pay: it speaks the same language, and moves no money."""
