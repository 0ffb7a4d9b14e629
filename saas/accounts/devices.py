"""Say in a few words which browser a User-Agent header speaks of. A guess, for people to recognise their own."""

import re

BROWSERS = (
    ("wxwork", "WeCom"),
    ("MicroMessenger", "WeChat"),
    ("DingTalk", "DingTalk"),
    ("Lark|Feishu", "Feishu"),
    ("Edg", "Edge"),
    ("OPR|Opera", "Opera"),
    ("Firefox|FxiOS", "Firefox"),
    ("QQBrowser", "QQ Browser"),
    ("UCBrowser", "UC Browser"),
    ("HuaweiBrowser", "Huawei Browser"),
    ("MiuiBrowser", "Mi Browser"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Chrome|CriOS", "Chrome"),
    ("Safari", "Safari"),
    ("curl|python|httpx|Go-http|Java", "API"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X|Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
PHONES = ("iPhone", "Android", "HarmonyOS")


def device_of(agent: str) -> str:
    """Name browser and system, as in `Chrome · Windows`; empty when neither is known."""
    return " · ".join(name for name in (_first(BROWSERS, agent), _first(SYSTEMS, agent)) if name)


def is_phone(agent: str) -> bool:
    """Tell whether the browser runs on a phone."""
    return _first(SYSTEMS, agent) in PHONES


def _first(table: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for pattern, name in table if re.search(pattern, agent, re.IGNORECASE)), "")
