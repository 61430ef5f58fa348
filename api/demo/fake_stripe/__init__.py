"""A stand-in for Stripe, so that the demo and the tests can pay: it speaks the same language, and moves no money."""

PATH = "/fake-stripe"
SECRET_KEY = "sk_test_stand_in"  # noqa: S105 - it opens nothing but the stand-in
