"""Metres between two points of which nobody knows whether a phone (WGS-84) or a Chinese map (GCJ-02) gave the numbers."""

import math

EARTH_METRES = 6_371_000
# The ellipsoid the shift of Chinese maps is computed on.
AXIS, ECCENTRICITY_SQUARED = 6_378_245.0, 0.00669342162296594323


def between(one, other):
    """The shorter of the distances with and without the shift of Chinese maps, which is up to 700 m; points are (lat, lon)."""
    return min(haversine(one, other), haversine(shifted(one), other))


def haversine(one, other):
    """Metres along the great circle."""
    (lat1, lon1), (lat2, lon2) = (map(math.radians, point) for point in (one, other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_METRES * math.asin(math.sqrt(min(1, half)))


def shifted(point):
    """A point of a satellite receiver as Chinese maps show it (GCJ-02)."""
    latitude, longitude = point
    x, y = longitude - 105, latitude - 35
    root, phi = math.sqrt(abs(x)), math.radians(latitude)
    common = 20 * math.sin(6 * x * math.pi) + 20 * math.sin(2 * x * math.pi)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common * 2 / 3
    north += (20 * math.sin(y * math.pi) + 40 * math.sin(y / 3 * math.pi)) * 2 / 3
    north += (160 * math.sin(y / 12 * math.pi) + 320 * math.sin(y * math.pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common * 2 / 3
    east += (20 * math.sin(x * math.pi) + 40 * math.sin(x / 3 * math.pi)) * 2 / 3
    east += (150 * math.sin(x / 12 * math.pi) + 300 * math.sin(x / 30 * math.pi)) * 2 / 3
    magic = 1 - ECCENTRICITY_SQUARED * math.sin(phi) ** 2
    metres_per_radian = AXIS * (1 - ECCENTRICITY_SQUARED) / magic**1.5, AXIS / math.sqrt(magic) * math.cos(phi)
    return latitude + math.degrees(north / metres_per_radian[0]), longitude + math.degrees(east / metres_per_radian[1])
