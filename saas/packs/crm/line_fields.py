"""What a line of a quote and a line of a contract have in common."""

from saas.packs.definition import FieldDefinition, label


def line_fields(parent: str, name: str, hant: str, english: str) -> list[FieldDefinition]:
    """List the fields of a line whose record is `parent`."""
    return [
        FieldDefinition(
            "product",
            "link",
            label("产品", "產品", "Product"),
            {
                "form": "product",
                "fills": {"item": "name", "unit": "unit", "price": "price", "specification": "specification"},
            },
        ),
        FieldDefinition("item", "text", label("名称", "名稱", "Item"), {"max_length": 200}, required=True),
        FieldDefinition(parent, "link", label(name, hant, english), {"form": parent}),
        FieldDefinition("specification", "text", label("规格型号", "規格型號", "Specification"), {"max_length": 200}),
        FieldDefinition("unit", "text", label("单位", "單位", "Unit"), {"max_length": 20}),
        FieldDefinition("quantity", "number", label("数量", "數量", "Quantity"), {"decimals": 2, "min": 0}, default=1),
        FieldDefinition("price", "money", label("单价", "單價", "Unit price")),
        FieldDefinition("discount", "percent", label("折扣", "折扣", "Discount")),
        FieldDefinition(
            "amount",
            "money",
            label("金额", "金額", "Amount"),
            {"formula": "quantity * price * (1 - discount)", "total": True},
        ),
        FieldDefinition("cost", "money", label("成本", "成本", "Cost")),
    ]
