"""Contracts, usually made from a quote."""

from saas.packs.crm.line_fields import line_fields
from saas.packs.definition import FieldDefinition, FormDefinition, choice, label

CONTRACT = FormDefinition(
    name="contract",
    label=label("合同", "合約", "Contract"),
    icon="file-signature",
    title="number",
    sections=[
        ("main", label("合同信息", "合約資訊", "Contract")),
        ("lines", label("标的明细", "標的明細", "Lines")),
        ("more", label("条款", "條款", "Terms")),
    ],
    list=["number", "name", "customer", "total", "status", "signed_on", "owner"],
    fields=[
        FieldDefinition(
            "number", "serial", label("合同编号", "合約編號", "Contract number"), {"pattern": "HT-{yyyy}-{n:4}"}
        ),
        FieldDefinition(
            "name", "text", label("合同名称", "合約名稱", "Contract name"), {"max_length": 200}, required=True
        ),
        FieldDefinition("customer", "link", label("客户", "客戶", "Customer"), {"form": "customer"}, required=True),
        FieldDefinition("quote", "link", label("报价", "報價", "Quote"), {"form": "quote"}),
        FieldDefinition("deal", "link", label("商机", "商機", "Deal"), {"form": "deal"}),
        FieldDefinition("contact", "link", label("联系人", "聯絡人", "Contact"), {"form": "contact"}),
        FieldDefinition("signed_on", "date", label("签订日期", "簽訂日期", "Signed on")),
        FieldDefinition("starts_on", "date", label("开始日期", "開始日期", "Starts on")),
        FieldDefinition("ends_on", "date", label("结束日期", "結束日期", "Ends on")),
        FieldDefinition(
            "status",
            "choice",
            label("状态", "狀態", "Status"),
            {
                "choices": [
                    choice("draft", "草稿", "草稿", "Draft", "ink"),
                    choice("signed", "已签订", "已簽訂", "Signed", "indigo"),
                    choice("running", "履行中", "履行中", "In force", "amber"),
                    choice("done", "已完成", "已完成", "Completed", "jade"),
                    choice("ended", "已终止", "已終止", "Terminated", "cinnabar"),
                ]
            },
            default="draft",
        ),
        FieldDefinition(
            "lines", "subtable", label("明细", "明細", "Lines"), {"form": "contract_line", "lines": "contract"}, "lines"
        ),
        FieldDefinition(
            "total",
            "money",
            label("合同金额", "合約金額", "Amount"),
            {"formula": "sum(lines.amount)", "total": True},
            "lines",
        ),
        FieldDefinition("payment_terms", "long_text", label("付款方式", "付款方式", "Payment terms"), {}, "more"),
        FieldDefinition("delivery_terms", "long_text", label("交付与验收", "交付與驗收", "Delivery terms"), {}, "more"),
        FieldDefinition("other_terms", "long_text", label("其他约定", "其他約定", "Other terms"), {}, "more"),
    ],
)
CONTRACT_LINE = FormDefinition(
    name="contract_line",
    label=label("合同明细", "合約明細", "Contract line"),
    icon="list",
    title="item",
    parent="contract",
    fields=line_fields("contract", "合同", "合約", "Contract"),
)
