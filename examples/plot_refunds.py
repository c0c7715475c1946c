"""Plots from the warehouse: how long refunds take, and how easy carriers are to leave.

    linewatch run                                   # makes the sample warehouse
    python examples/plot_refunds.py data/sample/warehouse.duckdb refunds.png

It needs duckdb and matplotlib, and nothing of this project: the published file answers by itself.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import matplotlib

matplotlib.use("Agg")  # draws into a file, without a screen
from matplotlib import pyplot

REFUNDS = """
    SELECT carrier_name || ', ' || region_en AS label, value_low, value_high, policy_en
    FROM out.comparison
    WHERE attribute = 'timing' AND code = 'refund' AND basis = 'stated' AND value_high IS NOT NULL
    ORDER BY value_high DESC, label
"""
EASE = """
    SELECT carrier_name || ', ' || region_en AS label, low, high
    FROM out.ease
    WHERE known_share >= 0.3 AND region_id NOT LIKE '%-%'
    ORDER BY low, high, label
"""


def plot(warehouse: Path, picture: Path) -> int:
    """Draw both plots into a picture; return how many rows they show."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        dataset = connection.execute("SELECT dataset FROM raw.build").fetchall()[0][0]
        refunds = connection.execute(REFUNDS).fetchall()
        ease = connection.execute(EASE).fetchall()
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(12, 4), layout="constrained")
    left.barh([row[0] for row in refunds], [row[2] for row in refunds], color="#5b9a63")
    for place, (_, _, high, words) in enumerate(refunds):
        left.text(high, place, f" {words}", va="center", fontsize=8)
    left.set(title="Days until the money is back, as stated", xlabel="days (a working day is 1.4)")
    left.margins(x=0.25)
    widths = [high - low for _, low, high in ease]
    right.barh([row[0] for row in ease], widths, left=[row[1] for row in ease], color="#0b5563")
    right.set(title="Ease of leaving, as an interval", xlabel="0 hard, 100 easy", xlim=(0, 100))
    if dataset != "LIVE":
        figure.suptitle(f"{dataset}: made up, no evidence of anything", color="#6d1f4f", fontsize=10)
    figure.savefig(picture, dpi=120, metadata={"Software": None})
    return len(refunds) + len(ease)


if __name__ == "__main__":
    plot(Path(sys.argv[1]), Path(sys.argv[2]))
