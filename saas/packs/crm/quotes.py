"""Quotes with their lines."""

from saas.packs.crm.line_fields import line_fields
from saas.packs.definition import FieldDefinition, FormDefinition, choice, label

QUOTE = FormDefinition(
    name="quote",
    label=label("报价", "報價", "Quote"),
    icon="file-text",
    title="number",
    sections=[
        ("main", label("报价信息", "報價資訊", "Quote")),
        ("lines", label("报价明细", "報價明細", "Lines")),
        ("more", label("条款", "條款", "Terms")),
    ],
    list=["number", "customer", "total", "status", "valid_until", "owner"],
    fields=[
        FieldDefinition(
            "number", "serial", label("报价单号", "報價單號", "Quote number"), {"pattern": "QT-{yyyy}-{n:4}"}
        ),
        FieldDefinition("customer", "link", label("客户", "客戶", "Customer"), {"form": "customer"}, required=True),
        FieldDefinition("deal", "link", label("商机", "商機", "Deal"), {"form": "deal"}),
        FieldDefinition("contact", "link", label("联系人", "聯絡人", "Contact"), {"form": "contact"}),
        FieldDefinition("date", "date", label("报价日期", "報價日期", "Date"), default="today"),
        FieldDefinition("valid_until", "date", label("有效期至", "有效期至", "Valid until")),
        FieldDefinition(
            "status",
            "choice",
            label("状态", "狀態", "Status"),
            {
                "choices": [
                    choice("draft", "草稿", "草稿", "Draft", "ink"),
                    choice("sent", "已发送", "已傳送", "Sent", "indigo"),
                    choice("accepted", "已接受", "已接受", "Accepted", "jade"),
                    choice("declined", "已拒绝", "已拒絕", "Declined", "cinnabar"),
                ]
            },
            default="draft",
        ),
        FieldDefinition(
            "lines", "subtable", label("明细", "明細", "Lines"), {"form": "quote_line", "lines": "quote"}, "lines"
        ),
        FieldDefinition(
            "total", "money", label("合计", "合計", "Total"), {"formula": "sum(lines.amount)", "total": True}, "lines"
        ),
        FieldDefinition("terms", "long_text", label("条款", "條款", "Terms"), {}, "more"),
    ],
)
QUOTE_LINE = FormDefinition(
    name="quote_line",
    label=label("报价明细", "報價明細", "Quote line"),
    icon="list",
    title="item",
    parent="quote",
    fields=line_fields("quote", "报价", "報價", "Quote"),
)
