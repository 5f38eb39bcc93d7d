"""The registers of this floor as sheets, one module per noun."""
