"""What a person's hands do in the browser, counted: taps, keys, and the three a photo costs."""


class Hand:
    """Taps and presses as a person would, and counts them; a test asserts the budget."""

    def __init__(self, tab):
        self.tab, self.count = tab, 0

    def tap(self, words, role=None):
        """Tap the one thing on the page that says so: a button or link by its name, else a choice by its label."""
        self.count += 1
        if role:
            target = self.tab.get_by_role(role, name=words, exact=True)
        else:
            named = self.tab.get_by_role("button", name=words, exact=True)
            target = named.or_(self.tab.get_by_role("link", name=words, exact=True))
        target.first.click()

    def choose(self, words):
        """Tap a chip: the label over a radio button."""
        self.count += 1
        self.tab.locator(".choices label", has_text=words).first.click()

    def shoot(self, name, file):
        """Take a photo: the button, the shutter, and 使用照片."""
        self.count += 3
        self.tab.locator(f"input[name={name}]").first.set_input_files(file)

    def press(self, *keys):
        """Press keys one after the other."""
        for key in keys:
            self.count += 1
            self.tab.keyboard.press(key)
