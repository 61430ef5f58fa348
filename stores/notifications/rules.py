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
    "SIGN_IN_CODE": {
        "en": "Your code is {code}. It is good for 10 minutes. If you did not ask for it, forget this mail.",
        "zh": "您的验证码是 {code}，10 分钟内有效。如果不是您本人操作，请忽略此邮件。",
        "ja": "コードは {code} です。10分間有効です。お心当たりがなければ、このメールは無視してください。",
        "de": "Ihr Code ist {code}. Er gilt 10 Minuten. Falls Sie ihn nicht wollten, vergessen Sie diese Nachricht.",
        "es": "Su código es {code}. Vale 10 minutos. Si no lo pidió, olvide este mensaje.",
    },
}


# What a mail of each kind is about.
_SUBJECT: dict[str, dict[str, str]] = {
    "ORDER_PLACED": {
        "en": "Your order {number}",
        "zh": "您的订单 {number}",
        "ja": "ご注文 {number}",
        "de": "Ihre Bestellung {number}",
        "es": "Su pedido {number}",
    },
    "PARCEL_READY": {
        "en": "Ready to collect: {number}",
        "zh": "可取货：{number}",
        "ja": "お渡しの準備ができました：{number}",
        "de": "Abholbereit: {number}",
        "es": "Listo para recoger: {number}",
    },
    "PARCEL_COLLECTED": {
        "en": "Handed over: {number}",
        "zh": "已交付：{number}",
        "ja": "お渡し済み：{number}",
        "de": "Übergeben: {number}",
        "es": "Entregado: {number}",
    },
    "SIGN_IN_CODE": {
        "en": "Your code to sign in",
        "zh": "您的登录验证码",
        "ja": "ログイン用コード",
        "de": "Ihr Code zum Anmelden",
        "es": "Su código para entrar",
    },
}


def subject(kind: str, locale: str, facts: Mapping[str, str]) -> str:
    """What a mail is about, in a language, or in English where there is none."""
    return _in(_SUBJECT[kind], locale).format(**facts)


def wording(kind: str, locale: str, facts: Mapping[str, str]) -> str:
    """The text of a message in a language, or in English where there is none."""
    return _in(_WORDING[kind], locale).format(**facts)


def _in(texts: Mapping[str, str], locale: str) -> str:
    return texts.get(locale.split("-", maxsplit=1)[0], texts[FALLBACK])
