"""Refusals: the one exception an action raises when it will not do what was asked."""


class Refusal(Exception):
    """Nothing was written; `sentence` tells a person in Chinese what happened and what to do."""

    def __init__(self, sentence):
        super().__init__(sentence)
        self.sentence = sentence


class StaleEdit(Refusal):
    """Somebody else changed the row since it was opened."""
