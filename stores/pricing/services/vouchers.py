"""Keeping the uses of vouchers for quotes, as goods are kept."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from stores.database import atomic, rows
from stores.holds import services as holds
from stores.holds.errors import NotEnough
from stores.pricing.errors import NotFor, VoucherNotForThis, VoucherSpent
from stores.pricing.models import Voucher, VoucherShare
from stores.pricing.queries import VoucherRow


@atomic
async def hold_vouchers(
    owner: str, vouchers: Sequence[VoucherRow], *, used_by: str | None, until: datetime | None
) -> None:
    """Promise one use of each voucher to an owner until a moment, or (None) until it is released.

    ``used_by`` tells customers apart where a voucher may be used so often by each.

    Raises:
        VoucherSpent: every use of one, or of this customer's share of it, is promised.
        VoucherNotForThis: a voucher is counted for each customer, and this one cannot be told from others.
    """
    if not vouchers:
        return
    shares = [(voucher, _share_id(voucher, used_by)) for voucher in vouchers if voucher.per_customer is not None]
    await _open_shares(shares)
    wants = [holds.Want(Voucher, voucher.id, 1) for voucher in vouchers]
    wants += [holds.Want(VoucherShare, share_id, 1) for _, share_id in shares]
    try:
        await holds.take(owner, wants, until=until)
    except NotEnough as short:
        codes = {voucher.id: voucher.code for voucher in vouchers}
        of_share = {share_id: voucher.code for voucher, share_id in shares}
        by_you = short.countable_id in of_share
        raise VoucherSpent((codes | of_share)[short.countable_id], by_you=by_you) from short


def _share_id(voucher: VoucherRow, used_by: str | None) -> str:
    if not used_by:
        raise VoucherNotForThis(voucher.code, NotFor.CUSTOMER)
    return f"vsh_{hashlib.sha256(f'{voucher.id}:{used_by.casefold()}'.encode()).hexdigest()[:40]}"


async def _open_shares(shares: Sequence[tuple[VoucherRow, str]]) -> None:
    """The rows that count each customer's uses; a limit that was changed since holds from now on, never below use."""
    for voucher, share_id in sorted(shares, key=lambda share: share[1]):
        await rows(
            "INSERT INTO voucher_share (id, total, promised) VALUES ($1, $2, 0)"
            " ON CONFLICT (id) DO UPDATE SET total = greatest(excluded.total, voucher_share.promised)"
            " WHERE voucher_share.total <> greatest(excluded.total, voucher_share.promised)",
            share_id,
            voucher.per_customer,
        )
