"""A customer form as a company would define it, to read real workbooks into."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from saas.fields.field import Field
from saas.fields.registry import field_kinds

KINDS_OF_PROVINCE = {
    "省": "河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州"
    " 云南 陕西 甘肃 青海 台湾",
    "市": "北京 天津 上海 重庆",
    "自治区": "内蒙古 西藏",
    "壮族自治区": "广西",
    "回族自治区": "宁夏",
    "维吾尔自治区": "新疆",
    "特别行政区": "香港 澳门",
}
INDUSTRIES = {
    "manufacturing": ("制造业", "制造 生产制造"),
    "it": ("信息技术", "IT 互联网 软件 IT/互联网"),
    "finance": ("金融业", "金融 银行保险"),
    "retail": ("零售批发", "零售 零售业 零售/批发"),
    "logistics": ("物流运输", "物流 仓储物流"),
    "health": ("医疗健康", "医疗 医药"),
    "education": ("教育培训", "教育"),
    "construction": ("建筑工程", "建筑"),
}
LEVELS = {"A": ("A", "VIP 重点"), "B": ("B", "一般重点"), "C": ("C", "普通")}
SOURCES = {
    "website": ("官网", "网站 官方网站"),
    "exhibition": ("展会", ""),
    "referral": ("转介绍", "老客户介绍"),
    "cold_call": ("陌拜电话", "电话"),
    "channel": ("渠道", "代理商"),
}
STAGES = {
    "contact": ("初步接触", ""),
    "needs": ("需求确认", ""),
    "offer": ("方案报价", ""),
    "negotiation": ("商务谈判", ""),
    "won": ("签约", ""),
    "lost": ("流失", ""),
}


def options(table: dict[str, tuple[str, str]]) -> dict[str, Any]:
    """List options as a form defines them."""
    return {
        "choices": [
            {"key": key, "label": {"zh-Hans": label}, "aliases": aliases.split()}
            for key, (label, aliases) in table.items()
        ]
    }


def provinces() -> dict[str, tuple[str, str]]:
    """List the provinces, each also with what it is."""
    return {name: (name, name + what) for what, names in KINDS_OF_PROVINCE.items() for name in names.split()}


FIELDS: Sequence[tuple[str, str, str, str, str, dict[str, Any]]] = (
    ("name", "text", "客户名称", "Customer", "客户 公司 单位名称 企业名称 客户全称 名称 公司名称", {"company": True}),
    ("contact_name", "text", "联系人", "Contact", "姓名 关键人 对接人 联系人姓名", {}),
    ("mobile", "mobile", "手机", "Mobile", "联系电话 电话 手机号码 联系方式 手机号", {}),
    ("email", "email", "邮箱", "E-mail", "电子邮件 Email mail 邮箱地址 电邮", {}),
    ("province", "choice", "省份", "Province", "省 地区 所在省 省/直辖市", options(provinces())),
    ("city", "text", "城市", "City", "市 地市 所在市", {}),
    ("industry", "choice", "行业", "Industry", "所属行业 行业类别", options(INDUSTRIES)),
    ("level", "choice", "客户级别", "Level", "级别 等级 客户等级 ABC分类 重要程度", options(LEVELS)),
    ("source", "choice", "客户来源", "Source", "来源 线索来源 渠道 来源渠道 获客方式", options(SOURCES)),
    ("stage", "choice", "跟进阶段", "Stage", "阶段 进度 销售阶段 跟进状态 商机阶段", options(STAGES)),
    ("amount", "money", "预计金额", "Amount", "金额 合同金额 预算 意向金额 预计成交额", {"currency": "CNY"}),
    ("first_contact", "date", "首次接触日期", "First contact", "日期 初次联系时间 建档日期 接触日期 登记日", {}),
    ("note", "long_text", "备注", "Notes", "说明 情况说明 跟进情况 备注信息", {}),
)


def customer_fields() -> list[Field]:
    """Make the fields."""
    kinds, ids = field_kinds(), count(1)
    return [
        Field(
            next(ids), 1, name, {"zh-Hans": label, "en": english}, kinds[kind],
            {**more, "aliases": aliases.split()}, protected=kinds[kind].protected,
        )
        for name, kind, label, english, aliases, more in FIELDS
    ]  # fmt: skip


def without_aliases(fields: Sequence[Field]) -> list[Field]:
    """Make the same fields of a company that has not thought of other headings."""
    bare = [dict(field.options) | {"aliases": []} for field in fields]
    return [
        Field(f.id, 1, f.name, f.label, f.kind, o, protected=f.protected) for f, o in zip(fields, bare, strict=True)
    ]
