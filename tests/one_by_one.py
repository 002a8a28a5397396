"""The measures of concentration by their formulas, client by client: what a ranking in pieces is held to."""

from decimal import Decimal

import numpy as np


def one_by_one(given: list[Decimal]) -> dict[str, object]:
    """The columns of `concentration_measures` for these amounts; the Gini by all pairs of clients."""
    amounts = np.sort(np.array(given, float))[::-1]
    n, total, cumulative = len(amounts), amounts.sum(), amounts.cumsum()
    k = int(np.argmax(cumulative >= 0.8 * total))
    differences = np.abs(amounts[:, None] - amounts[None, :]).sum()
    shares = {
        f"top_{percent}_share": (np.clip(percent / 100 * n - np.arange(n), 0, 1) * amounts).sum() / total
        for percent in (1, 5, 10, 20)
    }
    return shares | {
        "clients_ranked": n,
        "amount": sum(given),
        "clients_for_80_share": (k + (0.8 * total - cumulative[k] + amounts[k]) / amounts[k]) / n,
        "gini": differences / (2 * n**2) / (np.abs(amounts).sum() / n),
        "peak_share": cumulative.max() / total,
        "loss_makers": sum(amount < 0 for amount in given),
        "loss": sum(amount for amount in given if amount < 0),
    }
