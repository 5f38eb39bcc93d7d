"""The registers of this floor as data: columns in the office's order (domain research §2.4), filters, and what a row adds."""

REGISTERS = ()
