"""Where a buyer comes back to from a provider's page: it says what they clicked; what is true, their order says."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from schema.context import locale_from

WORDS = {
    "yes": {
        "en": (
            "Thank you",
            "Your payment is on its way to us. You can close this page; your order says when it is in.",
        ),
        "zh": ("谢谢", "我们正在确认您的付款。您可以关闭此页面，到账后订单会更新。"),
    },
    "no": {
        "en": ("Not paid", "Nothing was taken. Your order waits a little longer, and is then given up."),
        "zh": ("尚未付款", "没有扣款。订单会再保留一段时间等待付款，之后自动取消。"),
    },
}
PAGE = """<!doctype html>
<html lang="{locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>
:root {{ color-scheme: light dark }}
body {{ margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem }}
body {{ font: 1.125rem/1.6 system-ui, sans-serif }}
main {{ max-width: 32rem }} h1 {{ margin: 0 0 .5rem; font-size: 2rem; line-height: 1.2 }} p {{ margin: 0 }}
</style></head><body><main><h1>{title}</h1><p>{text}</p></main></body></html>
"""
HARMLESS = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"


async def paid(request: Request) -> Response:
    """The page for a buyer who has paid, or has not."""
    by_locale = WORDS["yes" if request.query_params.get("paid") == "yes" else "no"]
    spoken = locale_from(request.headers.get("accept-language"))
    locale = spoken if spoken in by_locale else "en"
    title, text = by_locale[locale]
    page = PAGE.format(locale=locale, title=title, text=text)
    return HTMLResponse(page, headers={"Content-Security-Policy": HARMLESS, "Cache-Control": "no-store"})
