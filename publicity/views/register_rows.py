"""The registers of this floor as data: columns in the office's order (domain research §2.4), filters, and what a row adds."""

from publicity.views.activities import ACTIVITIES
from publicity.views.centres import CENTRES

REGISTERS = (CENTRES, ACTIVITIES)
