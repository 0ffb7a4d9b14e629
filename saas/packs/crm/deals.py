"""Deals, from need to signature."""

from saas.packs.crm.choices import STAGES
from saas.packs.definition import FieldDefinition, FormDefinition, choice, label

DEAL = FormDefinition(
    name="deal",
    label=label("商机", "商機", "Deal"),
    icon="trending-up",
    title="name",
    stages="stage",
    closing={"won": ["amount", "closes_on"], "lost": ["reason_lost", "competitors", "note"]},
    sections=[
        ("main", label("商机信息", "商機資訊", "Deal")),
        ("more", label("其他", "其他", "More")),
    ],
    list=["name", "customer", "stage", "amount", "probability", "closes_on", "owner"],
    fields=[
        FieldDefinition("name", "text", label("商机名称", "商機名稱", "Deal name"), {"max_length": 200}, required=True),
        FieldDefinition("customer", "link", label("客户", "客戶", "Customer"), {"form": "customer"}, required=True),
        FieldDefinition("stage", "choice", label("阶段", "階段", "Stage"), {"choices": STAGES}, default="contact"),
        FieldDefinition("amount", "money", label("预计金额", "預計金額", "Expected amount"), {"total": True}),
        FieldDefinition("probability", "percent", label("赢率", "贏率", "Probability")),
        FieldDefinition("closes_on", "date", label("预计成交", "預計成交", "Expected close")),
        FieldDefinition("contact", "link", label("联系人", "聯絡人", "Contact"), {"form": "contact"}),
        FieldDefinition(
            "reason_lost",
            "choice",
            label("输单原因", "輸單原因", "Reason lost"),
            {
                "choices": [
                    choice("price", "价格", "價格", "Price"),
                    choice("competitor", "竞品", "競品", "Competitor"),
                    choice("budget", "预算", "預算", "Budget"),
                    choice("need", "需求取消", "需求取消", "Need dropped"),
                    choice("other", "其他", "其他", "Other"),
                ]
            },
            "more",
        ),
        FieldDefinition(
            "competitors", "text", label("竞争对手", "競爭對手", "Competitors"), {"max_length": 200}, "more"
        ),
        FieldDefinition("note", "long_text", label("备注", "備註", "Notes"), {}, "more"),
    ],
)
