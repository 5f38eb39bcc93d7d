"""What the units handed in, as paragraphs of other sections: a paragraph per unit, every item a sentence of its own."""

from reports.sections.blocks import bound, joined, paragraph


def by_unit(material, part):
    """One paragraph per unit that has items of this part."""
    return [_told(unit, items) for unit, items in material.items(part)]


def _told(unit, items):
    name = f"{unit.name}："
    return joined([[f"{'' if at else name}{_words(item)}"] for at, item in enumerate(items)], mark="；")


def _words(item):
    """The item with who and until when, or that it needs the street's help."""
    notes = [item.person, item.due_on and f"{item.due_on.month}月{item.due_on.day}日前"]
    notes.append(item.needs_coordination and "需协调")
    told = "，".join(filter(None, notes))
    return f"{item.words.rstrip('。；')}{f'（{told}）' if told else ''}"


def unfinished(material):
    """Of last week's plans what was not finished, in one paragraph; nothing when everything was."""
    told = [
        [f"{unit.name}{'、'.join(item.words.rstrip('。；') for item in items)}"]
        for unit, items in material.unfinished()
    ]
    return [joined([["上周安排未完成的：", *told[0]], *told[1:]], mark="；")] if told else []


def missing(material):
    """One sentence that names the units whose material the office does not have; nothing when it has everybody's."""
    if not material.missing:
        return []
    if not material.by_unit:
        return [paragraph("各单位都还没有报送本周安排。")]
    named = bound("、".join(unit.name for unit in material.missing), "not-handed-in")
    return [paragraph("没有报送本周安排的单位：", named, "。")]
