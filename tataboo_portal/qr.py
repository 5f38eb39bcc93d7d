"""QR codes as inline SVG, made here: dark on white, with the quiet zone a scanner needs."""

import segno

QUIET_ZONE = 4
# Outdoors a card is scratched and folded: a quarter of the code may be unreadable.
ERROR_LEVEL = "q"


def svg(text):
    """The text as a square SVG drawing without a size of its own."""
    code = segno.make(text, error=ERROR_LEVEL, micro=False, boost_error=False)
    return code.svg_inline(border=QUIET_ZONE, omitsize=True, light="#fff", svgclass=None, lineclass=None)


def svg_file(text):
    """The same drawing as the bytes of a file of its own."""
    return svg(text).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).encode()
