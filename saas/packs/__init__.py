"""Ready-made sets of forms, as data. Installing a pack makes ordinary forms that the company then owns."""
