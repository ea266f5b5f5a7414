"""What an attack program tells `scripts/escape`, as the last line of its output."""

import json
import os


class Attempts:
    """Counts what was tried and keeps what succeeded and must not have."""

    def __init__(self):
        self.tried = 0
        self.reached = []
        self.notes = []

    def expect_refusal(self, name, body):
        """`body` raises OSError or gives False or None where it is refused."""
        self.tried += 1
        try:
            result = body()
        except (OSError, ValueError):
            return
        if result is not None and result is not False:
            self.reached.append(f"{name}: {result!r}"[:300])

    def tell(self):
        print("VERDICT " + json.dumps({"tried": self.tried, "reached": self.reached[:20], "notes": self.notes}), flush=True)


def is_inside():
    return os.uname().nodename == "airlock"


def only_inside():
    """For what must never run outside of the sandbox, where it could reach its aim."""
    if not is_inside():
        raise SystemExit("this runs inside the sandbox only")
