"""Pages of the publicity floor, one module per noun."""
