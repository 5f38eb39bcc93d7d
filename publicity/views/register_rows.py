"""The registers of this floor as data: columns in the office's order (domain research §2.4), filters, and what a row adds."""

from publicity.views.activities import ACTIVITIES
from publicity.views.boards import BOARDS, ISSUES
from publicity.views.centres import CENTRES
from publicity.views.gatherings import DOCUMENTS, TRAININGS
from publicity.views.praise import PRAISES
from publicity.views.responses import RESPONSES
from publicity.views.smoking import SMOKING
from publicity.views.stock import BATCHES

REGISTERS = (BATCHES, BOARDS, ISSUES, CENTRES, ACTIVITIES, TRAININGS, DOCUMENTS, SMOKING, PRAISES, RESPONSES)
