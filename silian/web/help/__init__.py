"""Help pages and what the product is made of."""
