"""Where the customers are and what they are called."""

from random import Random
from typing import NamedTuple


class Region(NamedTuple):
    """A sales department, its two reps, and its cities with their provinces and codes."""

    department: str
    reps: tuple[str, str]
    cities: tuple[tuple[str, str, str], ...]


def _cities(text: str) -> tuple[tuple[str, str, str], ...]:
    found = []
    for part in text.split():
        city, province, code = part.split("/")
        found.append((city, province, code))
    return tuple(found)


REGIONS = (
    Region(
        "华东一部",
        ("张伟", "李娜"),
        _cities("苏州/jiangsu/320500 无锡/jiangsu/320200 南京/jiangsu/320100 常州/jiangsu/320400 上海/shanghai/310100"),
    ),
    Region(
        "华东二部",
        ("陈静", "刘洋"),
        _cities(
            "杭州/zhejiang/330100 宁波/zhejiang/330200 温州/zhejiang/330300 嘉兴/zhejiang/330400 合肥/anhui/340100"
        ),
    ),
    Region(
        "华南部",
        ("黄志强", "林晓敏"),
        _cities(
            "深圳/guangdong/440300 东莞/guangdong/441900 佛山/guangdong/440600 厦门/fujian/350200 长沙/hunan/430100"
        ),
    ),
    Region(
        "华北部",
        ("赵磊", "杨帆"),
        _cities(
            "北京/beijing/110100 天津/tianjin/120100 青岛/shandong/370200 济南/shandong/370100 西安/shaanxi/610100"
        ),
    ),
)

FIRST = "恒瑞鼎华盛泰新永嘉宏兴博锐汇凯远天中金联德信诚科创晟昊卓"
SECOND = "泽达丰源通捷隆腾祥恩力胜星安康诺拓邦维特辰业岳信和"
KNOWN = "创维 德邦 中通 中信 联通 恒力 恒丰 恒安 恒源 泰康 新星 金星 新康 华信 天力"
"""Real companies are called so; ours are not."""
TRADES = {
    "manufacturing": "精密五金 汽车零部件 机械制造 电子科技 模具 塑胶 自动化设备 新材料 电机 阀门 包装机械 半导体",
    "it": "信息技术 软件 网络科技 数据科技",
    "retail": "商贸 供应链管理 超市连锁",
    "health": "医疗器械 生物医药",
    "construction": "建筑工程 机电安装",
    "logistics": "物流 仓储 冷链物流",
    "education": "教育科技",
    "other": "食品 纺织 印刷包装 环保科技 新能源",
}
WEIGHTS = {"manufacturing": 58, "it": 8, "retail": 6, "health": 7, "construction": 5, "logistics": 5, "education": 1}
ROADS = "锦峰路 星湖街 创业路 科技大道 工业大道 振兴路 人民路 长江路 迎宾大道 华山路 金鸡湖路 泰山路 学院路"
ZONES = ("高新技术产业开发区", "经济技术开发区", "工业园区", "")

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = (
    "建平 志强 丽 敏 静 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀兰 霞 平 刚 桂英 晓东 海燕 "
    "文博 雨桐 子轩 欣怡 国庆 立新 春梅 建国 永康 思远 佳琪 俊 婷婷 振华 红梅 浩然 雪 "
    "伟东 凤英 少华"
)
PREFIXES = "135 136 137 138 139 150 158 159 186 187 188 189"
POSITIONS = (
    ("总经理", "decides"),
    ("副总经理", "decides"),
    ("采购部经理", "buys"),
    ("采购主管", "buys"),
    ("设备部长", "influences"),
    ("生产厂长", "influences"),
    ("技术总监", "influences"),
    ("设备工程师", "uses"),
    ("车间主任", "uses"),
)


class Place(NamedTuple):
    """A company as it is registered."""

    name: str
    short_name: str
    industry: str
    province: str
    city: str
    address: str
    credit_code: str
    domain: str


def company_names(rng: Random) -> list[str]:
    """Shuffle all the names that a company may be called by; a name is its own only together with its trade."""
    names = {first + second for first in FIRST for second in SECOND if first != second} - set(KNOWN.split())
    return rng.sample(sorted(names), len(names))


def make_place(rng: Random, region: Region, brand: str) -> Place:
    """Make up a company of a region."""
    city, province, code = rng.choice(region.cities)
    weights = [WEIGHTS.get(industry, 10) for industry in TRADES]
    industry = rng.choices(list(TRADES), weights)[0]
    trade = rng.choice(TRADES[industry].split())
    form = rng.choices(("有限公司", "股份有限公司", "有限责任公司"), (84, 11, 5))[0]
    zone = rng.choice(ZONES)
    address = f"{zone}{rng.choice(ROADS.split())}{rng.randint(1, 999)}号"
    number = "".join(rng.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(10))
    return Place(
        f"{city}{brand}{trade}{form}", brand + trade, industry, province, city, address, f"91{code}{number}", brand
    )


def person_name(rng: Random) -> str:
    """Make up a person's name."""
    return rng.choice(SURNAMES) + rng.choice(GIVEN.split())


def mobile(rng: Random) -> str:
    """Make up a mobile number."""
    return rng.choice(PREFIXES.split()) + f"{rng.randint(0, 99999999):08}"
