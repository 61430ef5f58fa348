"""Signing in and out, and making known who may."""

from stores.identity.services.customers import (
    CustomerSession,
    ask_sign_in_code,
    customer_of_chat,
    register_channel,
    sign_in_customer,
    sweep_sign_in_codes,
)
from stores.identity.services.staff import NewStaff, Session, hire, sign_in_staff, sign_out

__all__ = [
    "CustomerSession",
    "NewStaff",
    "Session",
    "ask_sign_in_code",
    "customer_of_chat",
    "hire",
    "register_channel",
    "sign_in_customer",
    "sign_in_staff",
    "sign_out",
    "sweep_sign_in_codes",
]
