"""Products with price and cost."""

from saas.packs.definition import FieldDefinition, FormDefinition, label

PRODUCT = FormDefinition(
    name="product",
    label=label("产品", "產品", "Product"),
    icon="package",
    title="name",
    sections=[("main", label("产品信息", "產品資訊", "Product"))],
    list=["code", "name", "specification", "unit", "price", "cost", "active"],
    fields=[
        FieldDefinition(
            "name", "text", label("产品名称", "產品名稱", "Product name"), {"max_length": 200}, required=True
        ),
        FieldDefinition("code", "text", label("产品编码", "產品編碼", "Code"), {"max_length": 60}, unique=True),
        FieldDefinition("specification", "text", label("规格型号", "規格型號", "Specification"), {"max_length": 200}),
        FieldDefinition("unit", "text", label("单位", "單位", "Unit"), {"max_length": 20}, default="件"),
        FieldDefinition("price", "money", label("标准单价", "標準單價", "List price")),
        FieldDefinition("cost", "money", label("成本", "成本", "Cost")),
        FieldDefinition("active", "switch", label("在售", "在售", "On sale"), default=True),
        FieldDefinition("note", "long_text", label("备注", "備註", "Notes")),
    ],
)
