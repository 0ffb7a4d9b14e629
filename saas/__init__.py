"""The product: one package per noun. No HTTP and no HTML lives below here."""
