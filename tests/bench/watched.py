"""Runs one command and says how long it took and how much memory it held at its peak, as the last line, in JSON.

`python tests/bench/watched.py COMMAND …`. It stands between the benchmark and the command because a new process
inherits the peak of the one that started it; this one is small.
"""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path


def watched(command: list[str], **options: object) -> tuple[dict, list[str]]:
    """Seconds and peak megabytes of a command, and what it said. Raises CalledProcessError where it fails."""
    ran = subprocess.run(
        [sys.executable, str(Path(__file__)), *command], capture_output=True, text=True, check=False, **options
    )
    if ran.returncode:
        print(ran.stdout, ran.stderr, sep="\n", file=sys.stderr)
        ran.check_returncode()
    *said, last = ran.stdout.splitlines()
    return json.loads(last), said


def main() -> int:
    begin = time.perf_counter()
    code = subprocess.run(sys.argv[1:], check=False).returncode
    seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(json.dumps({"seconds": round(seconds, 3), "peak_mb": round(peak / 1024, 1)}))
    return code


if __name__ == "__main__":
    sys.exit(main())
