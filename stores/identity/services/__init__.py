"""Signing in and out, making known who may, and writing down what they change."""

from stores.identity.services.audits import Alteration, audit, facts_of
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
    "Alteration",
    "CustomerSession",
    "NewStaff",
    "Session",
    "ask_sign_in_code",
    "audit",
    "customer_of_chat",
    "facts_of",
    "hire",
    "register_channel",
    "sign_in_customer",
    "sign_in_staff",
    "sign_out",
    "sweep_sign_in_codes",
]
