"""What a load says while it is at work."""

import time


class Stage:
    """Says what is going on, and how long it took."""

    def __init__(self, say, text: str):
        self.say, self.text = say, text

    def __enter__(self) -> None:
        self.start = time.perf_counter()
        self.say(f"{self.text} …", end="")

    def __exit__(self, kind, *_: object) -> None:
        self.say(f" {time.perf_counter() - self.start:.1f} s" if kind is None else " stopped")
