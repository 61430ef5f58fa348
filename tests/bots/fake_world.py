"""The goods, stores and places of the fake shop, in English and Chinese, on one fixed afternoon."""

from datetime import UTC, datetime, timedelta
from typing import Any

import segno

NOW = datetime(2026, 3, 12, 5, 0, tzinfo=UTC)  # 14:00 in Tokyo, 13:00 in Shanghai
CURRENCY = "JPY"
TOKYO, SHANGHAI = "Asia/Tokyo", "Asia/Shanghai"

PRODUCTS: dict[str, dict[str, Any]] = {
    "kyoto-matcha": {
        "category": "tea",
        "en": "Kyoto matcha",
        "zh": "京都抹茶",
        "about": {"en": "Stone-ground green tea.", "zh": "石磨绿茶。"},
        "land": {"en": "Japan", "zh": "日本"},
        "variants": {"MATCHA-40": ("40 g", 1800), "MATCHA-100": ("100 g", 3900)},
    },
    "douro-red": {
        "category": "wine",
        "en": "Douro red",
        "zh": "杜罗红酒",
        "about": {"en": "A dry red from terraced hills.", "zh": "梯田产区的干红。"},
        "land": {"en": "Portugal", "zh": "葡萄牙"},
        "variants": {"DOURO-75": ("75 cl", 2600)},
    },
    "moon-jar": {
        "category": "cosmetics",
        "en": "Moon jar",
        "zh": "月亮罐",
        "about": {"en": "For looking at.", "zh": "仅供观赏。"},
        "land": {"en": "Korea", "zh": "韩国"},
        "variants": {"JAR": ("one size", None)},
    },
    "olive-oil": {
        "category": "food",
        "en": "Early harvest olive oil",
        "zh": "早收橄榄油",
        "about": {"en": "Pressed in October.", "zh": "十月压榨。"},
        "land": {"en": "Spain", "zh": "西班牙"},
        "variants": {"OLIVE-50": ("50 cl", 2200)},
    },
    **{
        f"bowl-{n}": {
            "category": "tableware",
            "en": f"Rice bowl {n}",
            "zh": f"饭碗 {n}",
            "about": {"en": "Glazed by hand.", "zh": "手工上釉。"},
            "land": {"en": "Korea", "zh": "韩国"},
            "variants": {f"BOWL-{n}": ("one size", 900 + n)},
        }
        for n in range(1, 13)
    },
}

STORES: dict[str, dict[str, Any]] = {
    "str_ginza": {"en": "Wharfside Ginza", "zh": "Wharfside 银座店", "city": "Tokyo", "km": 0.85, "zone": TOKYO},
    "str_shibuya": {
        "en": "Wharfside Shibuya",
        "zh": "Wharfside 涩谷店",
        "city": "Tokyo",
        "km": 5.24,
        "zone": TOKYO,
    },
    "str_bund": {
        "en": "Wharfside Bund",
        "zh": "Wharfside 外滩店",
        "city": "Shanghai",
        "km": 1763.0,
        "zone": SHANGHAI,
    },
}

PLACES: dict[str, list[tuple[str, str, str, float, float]]] = {
    "tokyo": [("Tokyo", "", "JP", 35.68, 139.76)],
    "东京": [("东京", "", "JP", 35.68, 139.76)],
    "springfield": [("Springfield", "Illinois", "US", 39.8, -89.6), ("Springfield", "Ohio", "US", 39.9, -83.8)],
    "松江": [("松江", "上海", "CN", 31.03, 121.22), ("松江", "岛根", "JP", 35.46, 133.05)],
}

SENTENCES = {
    "OutOfStock": {"en": "Not enough in stock.", "zh": "库存不足。"},
    "PriceChanged": {"en": "A price has changed.", "zh": "价格有变。"},
    "QuoteExpired": {"en": "The quote has expired.", "zh": "报价已过期。"},
    "CartIsEmpty": {"en": "The cart is empty.", "zh": "购物车为空。"},
    "CartNotFound": {"en": "No such cart.", "zh": "没有这个购物车。"},
}


def money(minor: int, currency: str = CURRENCY) -> dict[str, Any]:
    """An amount as the shop answers it."""
    sign = "¥" if currency == CURRENCY else "CN¥"
    return {"minor": minor, "currency": currency, "amount": str(minor), "formatted": f"{sign}{minor:,}"}


def store(store_id: str, locale: str) -> dict[str, Any]:
    """A store as the shop answers it."""
    row = STORES[store_id]
    opens, closes = NOW.replace(hour=1), NOW.replace(hour=11)
    is_open = store_id != "str_shibuya"
    return {
        "id": store_id,
        "code": store_id.removeprefix("str_").upper(),
        "name": row[locale],
        "phone": "+81 3 0000 0000",
        "timeZone": row["zone"],
        "address": {"lines": [], "city": row["city"], "countryCode": "JP", "formatted": f"1-2-3, {row['city']}"},
        "position": {"latitude": 35.67, "longitude": 139.76},
        "services": ["PICKUP"],
        "openNow": is_open,
        "opensAt": None if is_open else (opens + timedelta(days=1)).isoformat(),
        "closesAt": closes.isoformat() if is_open else None,
    }


def pass_of(code: str) -> dict[str, str]:
    """A pass as the shop answers it: the code and its picture."""
    return {"code": code, "qr": segno.make(code).svg_data_uri(scale=4)}
