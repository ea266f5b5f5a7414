"""A server, and how a command is run in its sandbox through the public interface."""

import json
import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field

from airlock_server import Server, processes

ATTACKS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "attacks")


@dataclass
class Outcome:
    """What became of one command in the sandbox."""
    text: str
    stopped: str
    exit_code: int
    refusal: str
    card: dict

    @property
    def verdict(self):
        for line in reversed(self.text.splitlines()):
            if line.startswith("VERDICT "):
                return json.loads(line[len("VERDICT "):])
        return None


@dataclass
class Attack:
    name: str
    program: str
    arguments: list = field(default_factory=list)
    # A bomb may also be stopped, killed or refused; a probe must come to its end and say that it reached nothing.
    is_bomb: bool = False
    is_long: bool = False
    check: object = None  # takes the outcome; gives a problem or None
    # Keeps what it left, as the base of the attacks after it.
    is_kept: bool = False


class Arena:
    """A server, and what lies outside of its sandbox."""

    def __init__(self, binary, outside):
        self.folder = tempfile.mkdtemp(prefix="airlock-escape-")
        home = os.path.join(self.folder, "home")
        os.mkdir(home, 0o700)
        self.outside = outside
        self.server = Server(binary, home, descriptors=(outside.descriptor,), ESCAPE_CANARY=outside.canary, HF_TOKEN=outside.canary)
        for name in sorted(os.listdir(ATTACKS)):
            if name.endswith(".py"):
                with open(os.path.join(ATTACKS, name)) as file:
                    self.expect_ok("/tool/file_ops", {"action": "write", "path": "attacks/" + name, "content": file.read()})
        self.mounts = self.own_mounts()

    def expect_ok(self, path, body):
        status, answer = self.server.call("POST", path, body)
        if answer["status"] != "ok":
            raise SystemExit(f"{path} answered {status}: {answer}")
        return answer

    def own_mounts(self):
        with open("/proc/self/mountinfo") as file:
            return sorted(line for line in file if "airlock" in line or self.folder in line)

    def run(self, attack, marker):
        """Runs one attack as a command that must be asked about, and so is tried out first."""
        words = [word.replace("MARKER", marker) for word in attack.arguments]
        command = f"exec python3 attacks/{attack.program}.py " + " ".join(quoted(word) for word in words)
        _, answer = self.server.call("POST", "/tool/shell_exec?wait=0", {"cmd": command})
        while answer["status"] == "pending":
            question = answer.get("approval")
            card = self.server.call("GET", "/approvals/" + question["id"])[1] if question else {}
            if card.get("state") == "waiting":
                decision = "approve" if attack.is_kept else "reject"
                self.server.call("POST", f"/approvals/{card['id']}/decision", {"decision": decision})
                self.settle(answer["request_id"])
                return outcome(card.get("output"), None, card)
            time.sleep(0.05)
            answer = self.server.call("GET", "/requests/" + answer["request_id"])[1]
        return outcome(answer.get("output"), answer.get("error"), {})

    def settle(self, request):
        while self.server.call("GET", "/requests/" + request)[1]["status"] == "pending":
            time.sleep(0.02)

    def problems(self, marker):
        """What an attack left, besides its own words."""
        found = self.outside.changes()
        end = time.monotonic() + 5
        while (left := processes(marker)) and time.monotonic() < end:
            time.sleep(0.05)
        if left:
            found.append(f"{len(left)} processes are left")
        if self.server.process.poll() is not None:
            found.append(f"the server ended with {self.server.process.returncode}")
        elif self.server.call("GET", "/healthz")[0] != 200:
            found.append("the server doesn't answer")
        if self.own_mounts() != self.mounts:
            found.append("a mount is left on the host")
        return found

    def memory(self):
        """Bytes that the server holds."""
        with open(f"/proc/{self.server.process.pid}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def close(self):
        """Whether the server ended by itself when it was told to."""
        try:
            self.server.stop()
            return True
        except subprocess.TimeoutExpired:
            self.server.kill()
            return False
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)


def quoted(word):
    return "'" + word.replace("'", "'\\''") + "'"


def outcome(output, error, card):
    output = output if isinstance(output, dict) else {}
    return Outcome(text=output.get("stdout", "") + "\n" + output.get("stderr", ""), stopped=output.get("stopped") or "",
                   exit_code=output.get("exit_code", -1), refusal=f"{error['code']}: {error['message']}" if error else "", card=card)
