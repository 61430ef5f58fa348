"""What follows when an order that is paid online was placed: after its commit the provider opens a page for it."""

import logging
from typing import Any

from strawberry.extensions.field_extension import AsyncExtensionResolver, FieldExtension

from schema.context import Info
from schema.enums import PaymentMethod
from schema.ordering.orders import Order
from schema.outcomes import AnsweredOnce
from stores.ordering import services as ordering
from stores.payments.ports import GatewayDown

log = logging.getLogger(__name__)


class AnsweredOnceAndStarted(AnsweredOnce):
    """Answered once; then, outside the transaction, the page to pay on is opened. Safe for every repetition."""

    async def answer(self, next_: AsyncExtensionResolver, source: Any, info: Info, arguments: dict[str, Any]) -> Any:
        answer = await super().answer(next_, source, info, arguments)
        if isinstance(answer, Order) and arguments["pay_with"] is not PaymentMethod.COUNTER:
            try:
                await ordering.start_paying(info.context.outside.gateways, answer.id)
            except GatewayDown as down:
                log.warning("the page for %s is opened later: %s", answer.id, down)
        return answer


ONCE_AND_STARTED: list[FieldExtension] = [AnsweredOnceAndStarted()]
