"""From a person's yes to the promoted branch, through the public interface of the release binary; a JSON line."""

import json
import os
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from airlock_server import BINARY, Server  # noqa: E402

ROUNDS = 60
WARM_UP = 5


def once(server, number):
    """Milliseconds until the call's outcome is there to be read."""
    _, asked = server.call("POST", "/tool/shell_exec", {"cmd": f"echo $(({number}*2)) > answer-{number}.txt"})
    assert asked["status"] == "pending", asked
    start = time.perf_counter()
    status, answer = server.call("POST", f"/approvals/{asked['approval']['id']}/decision", {"decision": "approve"})
    assert status == 200, answer
    while True:
        _, outcome = server.call("GET", "/requests/" + asked["request_id"])
        if outcome["status"] != "pending":
            break
    taken = (time.perf_counter() - start) * 1000
    assert outcome["status"] == "ok", outcome
    return taken


def main():
    with tempfile.TemporaryDirectory(prefix="airlock-click-", dir="/var/tmp") as folder:
        home = os.path.join(folder, "home")
        os.mkdir(home, 0o700)
        server = Server(BINARY, home)
        try:
            times = sorted([once(server, number) for number in range(WARM_UP + ROUNDS)][WARM_UP:])
        finally:
            server.stop()
    print(json.dumps({
        "case": "from the answer to the promoted branch, over HTTP", "unit": "ms", "n": len(times),
        "p50": round(times[len(times) // 2], 2), "p99": round(times[int(len(times) * 0.99)], 2)}))


if __name__ == "__main__":
    main()
