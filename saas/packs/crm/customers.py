"""Customers, their contacts and the follow-ups with them."""

from saas.packs.crm.choices import INDUSTRIES, LEVELS, PROVINCES, SOURCES, STAGES
from saas.packs.definition import FieldDefinition, FormDefinition, choice, label

CUSTOMER = FormDefinition(
    name="customer",
    label=label("客户", "客戶", "Customer"),
    icon="building-2",
    title="name",
    stages="stage",
    sections=[
        ("main", label("基本信息", "基本資訊", "Profile")),
        ("contact", label("联系方式", "聯絡方式", "Contact")),
        ("sales", label("销售信息", "銷售資訊", "Sales")),
        ("more", label("其他", "其他", "More")),
    ],
    list=["name", "level", "stage", "mobile", "owner", "amount", "last_follow_up", "next_follow_up"],
    fields=[
        FieldDefinition(
            "name",
            "text",
            label("客户名称", "客戶名稱", "Customer name"),
            {
                "company": True,
                "identity": True,
                "max_length": 200,
                "aliases": [
                    "公司",
                    "公司名称",
                    "单位名称",
                    "企业名称",
                    "客户",
                    "客户全称",
                    "客户名",
                    "名称",
                    "名稱",
                    "公司名稱",
                    "company",
                    "account",
                ],
            },
            required=True,
        ),
        FieldDefinition("short_name", "text", label("简称", "簡稱", "Short name"), {"max_length": 60}),
        FieldDefinition(
            "credit_code",
            "text",
            label("统一社会信用代码", "統一社會信用代碼", "Credit code"),
            {"max_length": 20, "aliases": ["信用代码", "税号", "统一信用代码", "纳税人识别号"]},
        ),
        FieldDefinition(
            "industry",
            "choice",
            label("行业", "行業", "Industry"),
            {"choices": INDUSTRIES, "aliases": ["所属行业", "行业类别", "行业分类"]},
        ),
        FieldDefinition(
            "province",
            "choice",
            label("省份", "省份", "Province"),
            {"choices": PROVINCES, "aliases": ["省", "地区", "所在省", "省/直辖市", "省市"]},
        ),
        FieldDefinition(
            "city", "text", label("城市", "城市", "City"), {"max_length": 60, "aliases": ["市", "地市", "所在市"]}
        ),
        FieldDefinition(
            "address",
            "text",
            label("地址", "地址", "Address"),
            {"max_length": 300, "aliases": ["联系地址", "公司地址"]},
        ),
        FieldDefinition(
            "contact_name",
            "text",
            label("联系人", "聯絡人", "Contact"),
            {
                "max_length": 100,
                "aliases": ["联系人姓名", "对接人", "关键人", "姓名", "负责人", "聯絡人", "contact person"],
            },
            "contact",
        ),
        FieldDefinition(
            "mobile",
            "mobile",
            label("手机", "手機", "Mobile"),
            {
                "aliases": [
                    "手机号",
                    "手机号码",
                    "电话",
                    "联系电话",
                    "联系方式",
                    "手机/电话",
                    "手機",
                    "電話",
                    "tel",
                    "phone",
                ]
            },
            "contact",
        ),
        FieldDefinition(
            "email",
            "email",
            label("邮箱", "電郵", "E-mail"),
            {"aliases": ["电子邮件", "邮箱地址", "电邮", "mail", "E-mail", "電子郵件"]},
            "contact",
        ),
        FieldDefinition(
            "level",
            "choice",
            label("客户级别", "客戶級別", "Level"),
            {"choices": LEVELS, "aliases": ["级别", "等级", "客户等级", "重要程度", "ABC分类", "級別"], "badge": True},
            "sales",
        ),
        FieldDefinition(
            "stage",
            "choice",
            label("跟进阶段", "跟進階段", "Stage"),
            {"choices": STAGES, "aliases": ["阶段", "进度", "销售阶段", "跟进状态", "商机阶段", "階段", "状态"]},
            "sales",
            default="contact",
        ),
        FieldDefinition(
            "source",
            "choice",
            label("客户来源", "客戶來源", "Source"),
            {"choices": SOURCES, "aliases": ["来源", "渠道", "线索来源", "获客方式", "来源渠道", "來源"]},
            "sales",
        ),
        FieldDefinition(
            "amount",
            "money",
            label("预计金额", "預計金額", "Expected amount"),
            {"aliases": ["金额", "合同金额", "预算", "金额(元)", "意向金额", "预计成交额", "金額"], "total": True},
            "sales",
        ),
        FieldDefinition(
            "first_contact",
            "date",
            label("首次接触日期", "首次接觸日期", "First contact on"),
            {"aliases": ["首次联系", "初次联系时间", "日期", "建档日期", "登记日", "接触日期", "First contact"]},
            "sales",
        ),
        FieldDefinition(
            "last_follow_up",
            "datetime",
            label("最近跟进", "最近跟進", "Last follow-up"),
            {"kept_by": {"form": "follow_up", "link": "customer", "field": "at", "take": "latest"}},
            "sales",
        ),
        FieldDefinition(
            "next_follow_up",
            "date",
            label("下次跟进", "下次跟進", "Next follow-up"),
            {"due": True, "kept_by": {"form": "follow_up", "link": "customer", "field": "next_at", "take": "newest"}},
            "sales",
        ),
        FieldDefinition(
            "note",
            "long_text",
            label("备注", "備註", "Notes"),
            {"aliases": ["说明", "情况说明", "跟进情况", "备注信息", "備註"]},
            "more",
        ),
    ],
)

CONTACT = FormDefinition(
    name="contact",
    label=label("联系人", "聯絡人", "Contact"),
    icon="contact",
    title="name",
    sections=[("main", label("基本信息", "基本資訊", "Profile"))],
    list=["name", "customer", "position", "role", "mobile", "email"],
    fields=[
        FieldDefinition("name", "text", label("姓名", "姓名", "Name"), {"max_length": 100}, required=True),
        FieldDefinition("customer", "link", label("客户", "客戶", "Customer"), {"form": "customer"}, required=True),
        FieldDefinition("position", "text", label("职务", "職務", "Position"), {"max_length": 100}),
        FieldDefinition(
            "role",
            "choice",
            label("角色", "角色", "Role"),
            {
                "choices": [
                    choice("decides", "决策人", "決策人", "Decision maker", "cinnabar"),
                    choice("influences", "影响者", "影響者", "Influencer", "amber"),
                    choice("uses", "使用者", "使用者", "User", "indigo"),
                    choice("buys", "采购", "採購", "Buyer", "jade"),
                ]
            },
        ),
        FieldDefinition("mobile", "mobile", label("手机", "手機", "Mobile"), {"aliases": ["电话", "手机号"]}),
        FieldDefinition("email", "email", label("邮箱", "電郵", "E-mail")),
        FieldDefinition("birthday", "date", label("生日", "生日", "Birthday")),
        FieldDefinition("note", "long_text", label("备注", "備註", "Notes")),
    ],
)

FOLLOW_UP = FormDefinition(
    name="follow_up",
    label=label("跟进", "跟進", "Follow-up"),
    icon="message-square",
    title="content",
    group="sales",
    sections=[("main", label("跟进内容", "跟進內容", "Follow-up"))],
    list=["content", "customer", "way", "owner", "at", "next_at"],
    fields=[
        FieldDefinition("content", "long_text", label("内容", "內容", "What happened"), required=True),
        FieldDefinition("customer", "link", label("客户", "客戶", "Customer"), {"form": "customer"}, required=True),
        FieldDefinition(
            "way",
            "choice",
            label("方式", "方式", "Way"),
            {
                "choices": [
                    choice("phone", "电话", "電話", "Phone", "indigo"),
                    choice("visit", "拜访", "拜訪", "Visit", "jade"),
                    choice("wechat", "微信", "微信", "WeChat", "amber"),
                    choice("mail", "邮件", "郵件", "E-mail", "plum"),
                    choice("other", "其他", "其他", "Other", "ink"),
                ]
            },
            default="phone",
        ),
        FieldDefinition("at", "datetime", label("时间", "時間", "When"), default="now"),
        FieldDefinition("next_at", "date", label("下次跟进", "下次跟進", "Next follow-up")),
        FieldDefinition("contact", "link", label("联系人", "聯絡人", "Contact"), {"form": "contact"}),
        FieldDefinition("deal", "link", label("商机", "商機", "Deal"), {"form": "deal"}),
    ],
)
