"""The wording of messages, by kind and language."""

from collections.abc import Mapping

FALLBACK = "en"

# {number}: of the order; {store}: its name; {code}: in groups, to be read aloud; {until}: a local day.
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
    "PICKUP_REMINDER": {
        "en": "Order {number} still waits at {store}, until {until}. Your code: {code}",
        "zh": "订单 {number} 仍在 {store} 等您领取，保留至 {until}。取货码：{code}",
        "ja": "ご注文 {number} を {store} でお預かりしています（{until} まで）。受取コード：{code}",
        "de": "Die Bestellung {number} liegt noch bereit, bis {until}: {store}. Ihr Code: {code}",
        "es": "El pedido {number} sigue esperando en {store} hasta el {until}. Su código: {code}",
    },
    "PARCEL_LAPSED": {
        "en": "Order {number} was not collected at {store} in time and is no longer kept. What you paid goes back.",
        "zh": "订单 {number} 未在保留期内到 {store} 领取，已不再保留。已付款项将退回。",
        "ja": "ご注文 {number} は {store} でのお預かり期間が過ぎました。お支払い済みの代金は返金いたします。",
        "de": "Die Bestellung {number} wurde nicht rechtzeitig abgeholt ({store}) und wird nicht länger aufbewahrt. "
        "Was Sie dafür bezahlt haben, geht zurück.",
        "es": "El pedido {number} no se recogió a tiempo en {store} y ya no se guarda. Se le devuelve lo que pagó.",
    },
    "LINE_REFUSED": {
        "en": "Order {number}, {store}: {quantity} × {title} cannot be given. "
        "You do not pay for it; what you paid already goes back.",
        "zh": "订单 {number}（{store}）：{quantity} × {title} 无法交付。该商品不收费，已付款项将退回。",
        "ja": "ご注文 {number}（{store}）：{title} {quantity} 点をお渡しできません。"
        "代金は不要で、お支払い済みの分は返金いたします。",
        "de": "Bestellung {number}, {store}: {quantity} × {title} können wir nicht übergeben. "
        "Sie zahlen nichts dafür; schon Bezahltes geht zurück.",
        "es": "Pedido {number}, {store}: no podemos entregar {quantity} × {title}. "
        "No paga por ello y se le devuelve lo ya pagado.",
    },
    "PASS_REISSUED": {
        "en": "Order {number} has a new code: {code}. The old one is no longer valid.",
        "zh": "订单 {number} 的新取货码：{code}。旧码已失效。",
        "ja": "ご注文 {number} の新しい受取コード：{code}。以前のコードは使えません。",
        "de": "Die Bestellung {number} hat einen neuen Code: {code}. Der alte gilt nicht mehr.",
        "es": "El pedido {number} tiene un código nuevo: {code}. El anterior ya no sirve.",
    },
    "SLOT_CLOSED": {
        "en": "{store} is closed at the time you chose for order {number}. Please choose another.",
        "zh": "您为订单 {number} 选择的时间，{store} 不营业。请另选时间。",
        "ja": "ご注文 {number} のお受け取り時間に {store} は休業します。別の時間をお選びください。",
        "de": "Zu der Zeit, die Sie für die Bestellung {number} gewählt haben, ist geschlossen: {store}. "
        "Bitte wählen Sie eine andere.",
        "es": "{store} está cerrada a la hora que eligió para el pedido {number}. Elija otra, por favor.",
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
    "PICKUP_REMINDER": {
        "en": "Still waiting for you: {number}",
        "zh": "仍在等您领取：{number}",
        "ja": "お受け取りをお待ちしています：{number}",
        "de": "Wartet noch auf Sie: {number}",
        "es": "Sigue esperándole: {number}",
    },
    "PARCEL_LAPSED": {
        "en": "Not collected in time: {number}",
        "zh": "未按时领取：{number}",
        "ja": "お預かり期間終了：{number}",
        "de": "Nicht rechtzeitig abgeholt: {number}",
        "es": "No se recogió a tiempo: {number}",
    },
    "LINE_REFUSED": {
        "en": "Part of your order cannot be given: {number}",
        "zh": "部分商品无法交付：{number}",
        "ja": "一部の商品をお渡しできません：{number}",
        "de": "Ein Teil der Bestellung fehlt: {number}",
        "es": "Falta parte de su pedido: {number}",
    },
    "PASS_REISSUED": {
        "en": "A new code for {number}",
        "zh": "{number} 的新取货码",
        "ja": "新しい受取コード：{number}",
        "de": "Ein neuer Code für {number}",
        "es": "Un código nuevo para {number}",
    },
    "SLOT_CLOSED": {
        "en": "Please choose another time: {number}",
        "zh": "请另选时间：{number}",
        "ja": "別の時間をお選びください：{number}",
        "de": "Bitte eine andere Zeit wählen: {number}",
        "es": "Elija otra hora: {number}",
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
