"""What is wrong at a spot, and how it looks put right: one drawing function per kind of problem."""

BAGS = ((38, 40, 44), (52, 78, 150), (214, 214, 210), (170, 50, 44), (60, 60, 64))


def shade(colour, factor):
    """A colour made darker (below 1) or lighter."""
    return tuple(min(255, max(0, round(part * factor))) for part in colour)


def soft(draw, x, y, width):
    """The shadow under a thing."""
    draw.ellipse([x - width, y - 9, x + width, y + 12], fill=(20, 24, 24, 70))


def draw_heap(draw, spot, size, chance, is_after):
    """Bags and boxes against the wall; afterwards a green bin."""
    if is_after:
        return draw_bin(draw, spot.corner + 60, spot.horizon + 40)
    for _ in range(16):
        x = spot.corner + chance.randrange(-230, 150)
        y = spot.horizon + chance.randrange(60, 190)
        radius = chance.randrange(22, 50)
        soft(draw, x, y + radius - 4, radius)
        if chance.random() < 0.3:
            draw.rectangle([x - radius, y - radius, x + radius, y + radius - 6], fill=(176, 136, 92))
            draw.line([(x - radius, y - 8), (x + radius, y - 8)], fill=(140, 104, 66), width=3)
        else:
            draw.ellipse([x - radius, y - radius, x + radius, y + radius * 0.9], fill=chance.choice(BAGS))
            draw.polygon([(x - 7, y - radius + 4), (x + 7, y - radius + 4), (x, y - radius - 14)], fill=(80, 80, 84))
    return draw_litter(draw, spot, size, chance)


def draw_litter(draw, spot, size, chance):
    """Scraps on the ground."""
    for _ in range(60):
        x, y = chance.randrange(size[0]), chance.randrange(spot.horizon + 110, size[1] - 20)
        colour = chance.choice(((230, 230, 226), (196, 80, 70), (84, 120, 196), (222, 196, 96)))
        draw.rectangle([x, y, x + chance.randrange(6, 20), y + chance.randrange(4, 11)], fill=colour)


def draw_bin(draw, x, y):
    """A wheeled bin."""
    soft(draw, x + 34, y + 104, 52)
    draw.polygon([(x, y), (x + 70, y), (x + 62, y + 104), (x + 8, y + 104)], fill=(36, 118, 84))
    draw.rectangle([x - 6, y - 14, x + 76, y + 2], fill=(28, 96, 70))


def draw_stickers(draw, spot, size, chance, is_after):
    """Advertisements as colour blocks on the wall; afterwards a clean band of paint."""
    for _ in range(46):
        x, y = chance.randrange(10, spot.corner - 10), chance.randrange(spot.horizon - 60, spot.horizon + 70)
        if not is_after:
            draw.rectangle(
                [x, y, x + chance.randrange(14, 42), y + chance.randrange(12, 34)],
                fill=(*chance.choice((*BAGS, (240, 236, 120))), 225),
            )
    if is_after:
        draw.polygon(
            [
                (0, spot.horizon + 30),
                (spot.corner, spot.horizon - 60),
                (spot.corner, spot.horizon),
                (0, spot.horizon + 150),
            ],
            fill=(226, 224, 214, 150),
        )


def draw_shed(draw, spot, size, chance, is_after):
    """A shed of sheet metal; afterwards open ground with marked bays."""
    if is_after:
        return draw_bays(draw, spot, size)
    x, y = spot.corner + 30, spot.horizon - 90
    soft(draw, x + 130, y + 250, 190)
    draw.rectangle([x, y, x + 270, y + 250], fill=(118, 134, 150))
    for line in range(x, x + 270, 18):
        draw.line([(line, y), (line, y + 250)], fill=(96, 112, 128), width=3)
    draw.polygon([(x - 24, y), (x + 294, y), (x + 250, y - 46), (x + 20, y - 46)], fill=(150, 76, 62))
    return draw.rectangle([x + 96, y + 96, x + 172, y + 250], fill=(72, 66, 60))


def draw_bays(draw, spot, size):
    """White lines of parking bays."""
    for number in range(5):
        x = spot.corner - 60 + number * 120
        draw.line([(x, spot.horizon + 110), (x + number * 30 - 60, size[1] - 60)], fill=(240, 240, 236), width=7)


def draw_car(draw, spot, size, chance, is_after):
    """A dusty car with flat tyres; afterwards an empty bay."""
    if is_after:
        return draw_bays(draw, spot, size)
    x, y = spot.corner - 60, spot.horizon + 90
    dust = (150, 142, 126)
    soft(draw, x + 170, y + 132, 210)
    draw.rounded_rectangle([x, y + 40, x + 350, y + 120], 26, fill=dust)
    draw.polygon([(x + 66, y + 44), (x + 112, y - 20), (x + 242, y - 20), (x + 296, y + 44)], fill=shade(dust, 0.88))
    draw.polygon([(x + 88, y + 40), (x + 122, y - 8), (x + 172, y - 8), (x + 172, y + 40)], fill=(118, 122, 120))
    draw.polygon([(x + 186, y + 40), (x + 186, y - 8), (x + 236, y - 8), (x + 270, y + 40)], fill=(118, 122, 120))
    for wheel in (x + 74, x + 270):
        draw.ellipse([wheel - 32, y + 88, wheel + 32, y + 140], fill=(40, 40, 42))
    return draw_litter(draw, spot, size, chance)


def draw_stall(draw, spot, size, chance, is_after):
    """A stall under a parasol on the pavement; afterwards only the pavement."""
    if is_after:
        return None
    x, y = spot.corner + 60, spot.horizon + 60
    draw.polygon(
        [(x - 110, y - 90), (x + 190, y - 90), (x + 40, y - 190)],
        fill=chance.choice(((196, 62, 52), (60, 110, 180), (220, 150, 40))),
    )
    draw.line([(x + 40, y - 100), (x + 40, y + 110)], fill=(90, 90, 90), width=6)
    soft(draw, x + 40, y + 116, 150)
    draw.rectangle([x - 90, y + 20, x + 170, y + 110], fill=(150, 112, 76))
    for number in range(14):
        left = x - 80 + number * 18
        draw.ellipse(
            [left, y - 2, left + 24, y + 24], fill=chance.choice(((206, 60, 44), (232, 160, 40), (90, 150, 60)))
        )
    return draw_litter(draw, spot, size, chance)


def draw_board(draw, spot, size, chance, is_after):
    """A torn board; afterwards a whole one of coloured fields."""
    x, y = spot.corner + 70, spot.horizon - 90
    draw.rectangle([x, y, x + 250, y + 150], fill=(236, 232, 220))
    fields = ((200, 60, 48), (32, 110, 90), (232, 176, 60), (70, 110, 180))
    for number in range(4):
        left, top = x + 14 + (number % 2) * 118, y + 14 + (number // 2) * 66
        if is_after or number % 3:
            draw.rectangle(
                [left, top, left + 104, top + 54], fill=fields[number] if is_after else shade(fields[number], 0.7)
            )
    if not is_after:
        draw.polygon([(x + 250, y), (x + 130, y), (x + 250, y + 96)], fill=shade(spot.side, 0.8))
    for post in (x + 20, x + 226):
        draw.rectangle([post, y + 150, post + 10, y + 240], fill=(120, 124, 126))


def draw_road(draw, spot, size, chance, is_after):
    """Potholes with water; afterwards smooth asphalt with a line."""
    if is_after:
        draw.polygon(
            [
                (0, size[1]),
                (0, spot.horizon + 160),
                (spot.corner, spot.horizon + 8),
                (size[0], spot.horizon + 128),
                (size[0], size[1]),
            ],
            fill=(72, 76, 80),
        )
        return draw.line([(spot.corner, spot.horizon + 70), (size[0] // 2, size[1])], fill=(240, 236, 220), width=8)
    for _ in range(9):
        x, y = chance.randrange(40, size[0] - 160), chance.randrange(spot.horizon + 140, size[1] - 60)
        width = chance.randrange(60, 150)
        draw.ellipse([x, y, x + width, y + width // 3], fill=(86, 80, 70))
        draw.ellipse([x + 12, y + 7, x + width - 12, y + width // 3 - 6], fill=(132, 142, 146))
    return None


def draw_garden(draw, spot, size, chance, is_after):
    """Rows of vegetables on the green; afterwards lawn."""
    y = spot.horizon + 130
    draw.polygon(
        [(40, y + 30), (size[0] - 60, y), (size[0], y + 190), (0, y + 220)],
        fill=(96, 146, 78) if is_after else (116, 88, 62),
    )
    if is_after:
        return
    for row in range(4):
        for column in range(14):
            x, top = 60 + column * 62 + row * 8, y + 24 + row * 44
            draw.ellipse([x, top, x + 34, top + 24], fill=(64, 120 + chance.randrange(40), 54))


SCENES = {
    "dead_corner": draw_heap,
    "exposed_garbage": draw_heap,
    "overflow_bin": draw_heap,
    "stairwell": draw_heap,
    "clutter": draw_heap,
    "sticker": draw_stickers,
    "wall_stain": draw_stickers,
    "illegal_structure": draw_shed,
    "zombie_vehicle": draw_car,
    "street_vendor": draw_stall,
    "signboard": draw_board,
    "public_ad_damage": draw_board,
    "broken_road": draw_road,
    "vegetable_garden": draw_garden,
}
