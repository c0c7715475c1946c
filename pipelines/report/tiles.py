"""A tile grid map of China's provinces: a square each, about where it lies. Shapes of our own, free to ship."""

from __future__ import annotations

from dataclasses import dataclass

# Row by row from north-west to south-east: ISO 3166-2 codes, a dot where no province lies.
_GRID = """
..  ..  ..  ..  ..  ..  ..  HL
..  ..  ..  ..  ..  NM  ..  JL
XJ  ..  GS  NX  SX  BJ  TJ  LN
..  QH  ..  SN  HE  ..  SD  ..
XZ  ..  SC  CQ  HA  AH  JS  SH
..  ..  GZ  HN  HB  JX  ZJ  ..
..  ..  YN  GX  GD  FJ  ..  ..
..  ..  ..  ..  HI  ..  ..  ..
"""
SIZE, GAP = 40, 4  # of a tile, in units of the drawing


@dataclass(frozen=True, slots=True)
class Tile:
    """Where a province's tile stands, in units of the drawing."""

    region_id: str
    x: int
    y: int


def lay_tiles() -> list[Tile]:
    """Return the tiles of the provinces, row by row."""
    step = SIZE + GAP
    return [
        Tile(f"CN-{code}", column * step, row * step)
        for row, line in enumerate(_GRID.strip().splitlines())
        for column, code in enumerate(line.split())
        if code != ".."
    ]


def measure_map() -> tuple[int, int]:
    """Return width and height of the drawing."""
    tiles = lay_tiles()
    return max(tile.x for tile in tiles) + SIZE, max(tile.y for tile in tiles) + SIZE
