"""Pictures of the lists of clients for whom something can be done."""

from collections.abc import Callable

from ui.charts import parts
from ui.charts.parts import Figure, Look, Row


def near_threshold(rows: list[Row], look: Look) -> Figure:
    """Bars of the clients just under each threshold, with what they lack to it."""

    def words(row: Row) -> str:
        return look.t("{clients} · lack {gap}", **_clients_and(row, "gap", look))

    return _plain_bars(list(enumerate(rows)), look, "next_tier_id", words)


def things_to_act_on(rows: list[Row], look: Look) -> Figure:
    """Bars of the clients for whom something is to be done, with their AUM."""

    def words(row: Row) -> str:
        return look.t("{clients} · AUM {aum}", **_clients_and(row, "aum", look))

    return _plain_bars(list(enumerate(rows))[::-1], look, "action", words)


def _clients_and(row: Row, money: str, look: Look) -> dict[str, str]:
    return {"clients": look.write(row["clients"], "count"), money: look.write(row[money], "money")}


def _plain_bars(numbered: list[tuple[int, Row]], look: Look, names: str, words: Callable[[Row], str]) -> Figure:
    """Bars of clients, the first at the foot, with the words for its row at each."""
    rows = [row for _, row in numbered]
    clients = parts.column(rows, "clients")
    bars = {
        "type": "bar",
        "x": parts.placed(clients),
        "y": parts.names(look, names, parts.column(rows, names)),
        "orientation": "h",
        "customdata": [place for place, _ in numbered],
        "text": [words(row) for row in rows],
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {"color": look.palette.tiers[3]},
        "hovertemplate": "%{y}: %{text}<extra></extra>",
    }
    return parts.figure(look, [bars], {"range": [0, max(parts.known(clients)) * 1.6], "visible": False}, {})
