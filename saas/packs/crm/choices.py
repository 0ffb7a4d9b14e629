"""Options that several forms share, with the spellings that spreadsheets use for them."""

from saas.packs.definition import choice

LEVELS = [
    choice("A", "A", "A", "A", "indigo", ["VIP", "重点", "重点客户", "重要", "重點", "高", "大客户", "key account"]),
    choice("B", "B", "B", "B", "indigo", ["一般重点", "一般重點", "次重点", "较重要", "中"]),
    choice("C", "C", "C", "C", "indigo", ["普通", "普通客户", "一般", "低"]),
]
STAGES = [
    choice("contact", "初步接触", "初步接觸", "First contact", "ink", ["初次接触", "接触", "新客户"]),
    choice("needs", "需求确认", "需求確認", "Needs confirmed", "plum", ["确认需求", "需求沟通", "需求"]),
    choice("proposal", "方案报价", "方案報價", "Proposal", "indigo", ["报价", "方案", "报价中"]),
    choice("negotiation", "商务谈判", "商務談判", "Negotiation", "amber", ["谈判", "合同谈判", "商谈"]),
    choice("won", "签约", "簽約", "Won", "jade", ["成交", "已签约", "赢单", "已成交", "簽約成功"]),
    choice("lost", "流失", "流失", "Lost", "cinnabar", ["输单", "已流失", "丢单", "失败"]),
]
SOURCES = [
    choice("website", "官网", "官網", "Website", "", ["网站", "官方网站", "官網", "網站", "web", "百度", "线上"]),
    choice(
        "referral", "转介绍", "轉介紹", "Referral", "", ["老客户介绍", "老客户推荐", "介绍", "朋友介绍", "老客戶介紹"]
    ),
    choice("exhibition", "展会", "展會", "Exhibition", "", ["展览", "广交会", "展覽"]),
    choice("phone", "电话", "電話", "Phone", "", ["陌拜电话", "电话陌拜", "电销", "陌拜", "陌拜電話", "cold call"]),
    choice("channel", "渠道", "渠道", "Channel", "", ["代理商", "经销商", "合作伙伴", "代理", "partner"]),
    choice("other", "其他", "其他", "Other", "", ["其它"]),
]
INDUSTRIES = [
    choice(
        "it",
        "IT/互联网",
        "IT/網路",
        "IT and internet",
        "",
        ["IT", "互联网", "信息技术", "软件", "互联网/IT", "计算机", "軟體"],
    ),
    choice("manufacturing", "制造业", "製造業", "Manufacturing", "", ["制造", "生产制造", "工业", "机械制造", "製造"]),
    choice(
        "retail",
        "零售/批发",
        "零售/批發",
        "Retail and wholesale",
        "",
        ["零售", "零售业", "批发", "贸易", "商贸", "零售業"],
    ),
    choice("finance", "金融业", "金融業", "Finance", "", ["金融", "银行保险", "银行", "保险", "證券", "金融保险"]),
    choice("health", "医疗健康", "醫療健康", "Health care", "", ["医疗", "医药", "医院", "生物医药", "醫療"]),
    choice("education", "教育培训", "教育培訓", "Education", "", ["教育", "培训", "学校"]),
    choice("construction", "建筑工程", "建築工程", "Construction", "", ["建筑", "工程", "房地产", "建築", "装饰工程"]),
    choice("logistics", "物流运输", "物流運輸", "Logistics", "", ["物流", "仓储物流", "运输", "供应链", "倉儲物流"]),
    choice("other", "其他", "其他", "Other", "", ["其它"]),
]

_MUNICIPALITIES = "北京 天津 上海 重庆".split()
_PROVINCES = (
    "河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾"
).split()
_REGIONS = {
    "内蒙古": "内蒙古自治区 内蒙",
    "广西": "广西壮族自治区",
    "西藏": "西藏自治区",
    "宁夏": "宁夏回族自治区",
    "新疆": "新疆维吾尔自治区",
    "香港": "香港特别行政区",
    "澳门": "澳门特别行政区",
}
_SHORT = dict(
    zip(
        [*_MUNICIPALITIES, *_PROVINCES, *_REGIONS],
        "京 津 沪 渝 冀 晋 辽 吉 黑 苏 浙 皖 闽 赣 鲁 豫 鄂 湘 粤 琼 川,蜀 贵,黔 云,滇 陕,秦 甘,陇 青 台 蒙 桂 藏 宁 新 港 澳".split(),
        strict=True,
    )
)
"""The character on number plates, and others in use."""
_HANT = str.maketrans("庆辽宁龙苏东广贵云陕肃湾门", "慶遼寧龍蘇東廣貴雲陝肅灣門")
_ENGLISH = dict(
    zip(
        [*_MUNICIPALITIES, *_PROVINCES, *_REGIONS],
        (
            "Beijing Tianjin Shanghai Chongqing Hebei Shanxi Liaoning Jilin Heilongjiang Jiangsu Zhejiang Anhui Fujian Jiangxi "
            "Shandong Henan Hubei Hunan Guangdong Hainan Sichuan Guizhou Yunnan Shaanxi Gansu Qinghai Taiwan Inner_Mongolia "
            "Guangxi Tibet Ningxia Xinjiang Hong_Kong Macao"
        ).split(),
        strict=True,
    )
)


def _province(name: str) -> dict[str, object]:
    english = _ENGLISH[name].replace("_", " ")
    whole = _REGIONS.get(name, f"{name}市" if name in _MUNICIPALITIES else f"{name}省").split()
    aliases = [*whole, f"{english} {'City' if name in _MUNICIPALITIES else 'Province'}", *_SHORT[name].split(",")]
    return choice(_ENGLISH[name].lower(), name, name.translate(_HANT), english, "", aliases)


PROVINCES = [_province(name) for name in _ENGLISH]
