"""The wording of messages, by kind and language."""

from collections.abc import Mapping

FALLBACK = "en"

# {number}: of the order; {store}: its name; {code}: in groups, to be read aloud.
_WORDING: dict[str, dict[str, str]] = {
    "ORDER_PLACED": {
        "en": "Thank you. Order {number} has come in; we write again when it is ready.",
        "zh": "谢谢。订单 {number} 已收到，备好后我们会再通知您。",
        "ja": "ありがとうございます。ご注文 {number} を承りました。準備ができましたらご連絡します。",
        "de": "Vielen Dank. Die Bestellung {number} ist eingegangen; wir melden uns, sobald sie bereitliegt.",
        "es": "Gracias. Hemos recibido el pedido {number}; le avisaremos cuando esté listo.",
    },
    "PARCEL_READY": {
        "en": "Order {number} is ready at {store}. Your code: {code}",
        "zh": "订单 {number} 已在 {store} 备好。取货码：{code}",
        "ja": "ご注文 {number} は {store} でお渡しできます。受取コード：{code}",
        "de": "Die Bestellung {number} liegt bereit: {store}. Ihr Code: {code}",
        "es": "El pedido {number} está listo en {store}. Su código: {code}",
    },
    "PARCEL_COLLECTED": {
        "en": "Order {number} was handed over at {store}. Thank you!",
        "zh": "订单 {number} 已在 {store} 交付。谢谢！",
        "ja": "ご注文 {number} を {store} でお渡ししました。ありがとうございました。",
        "de": "Die Bestellung {number} wurde übergeben: {store}. Vielen Dank!",
        "es": "El pedido {number} se entregó en {store}. ¡Gracias!",
    },
}


def wording(kind: str, locale: str, facts: Mapping[str, str]) -> str:
    """The text of a message in a language, or in English where there is none."""
    texts = _WORDING[kind]
    return texts.get(locale.split("-", maxsplit=1)[0], texts[FALLBACK]).format(**facts)
