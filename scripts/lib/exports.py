"""Attacks on exports: what leads out of a snapshot, and a target that changes meanwhile."""

import collections
import contextlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import time

from arena import Attack


def links_out(arena, report):
    """10,000 links that lead out, on both sides of a change of layers, and a swapper that runs while snapshots are exported.

    An export reads sealed layers, which no program can reach any more, so a race inside can't touch it: the swapper shows that.
    """
    outside, start = arena.outside, time.monotonic()
    for name, amount in (("folders", 50), ("exits", 10_000)):
        marker = "marker-" + secrets.token_hex(8)
        result = arena.run(Attack(name, "trees", [name, str(amount), outside.folder], is_kept=True), marker)
        if not result.verdict:
            return report.line([f"{name}: {result.text[-500:]} {result.refusal}"], "links out of an export", "", 0)
    job = result.card["job_id"]
    swapper = Attack("swapper", "trees", ["swapper", "10000", outside.folder], is_kept=True)
    arena.run(swapper, "marker-" + secrets.token_hex(8))
    problems, exports = [], 0
    racer = subprocess.Popen([sys.executable, "-c", RACER, arena.server.url, arena.server.token, outside.folder])
    while exports < 3 or (racer.poll() is None and exports < 20):
        target = os.path.join(arena.folder, f"export-{exports}")
        status, answer = arena.server.call("POST", f"/jobs/{job}/export", {"folder": target})
        if status == 404 and exports == 0:
            racer.wait()
            return print("skipped   export: this build has no POST /jobs/{id}/export", flush=True)
        if status != 200:
            problems.append(f"export answered {status}: {json.dumps(answer)[:300]}")
            break
        problems += wrong_files(target, outside)
        shutil.rmtree(target)
        exports += 1
    racer.wait()
    problems += outside.changes()
    report.line(problems, "symlinks out of an export, and a swapper meanwhile", f"10,000 links in {exports} exports, {exports * 10_000} tries",
                time.monotonic() - start)


RACER = """
import json, sys, urllib.request
command = "exec python3 attacks/trees.py swapper 100000 " + sys.argv[3]
request = urllib.request.Request(sys.argv[1] + "/tool/shell_exec?wait=60", data=json.dumps({"cmd": command}).encode(), headers={
    "Authorization": "Bearer " + sys.argv[2], "Content-Type": "application/json"})
urllib.request.urlopen(request).read()
"""


def changing_target(arena, report, tries):
    """Exports into a folder in which somebody on the host turns a folder into a symlink to `outside`, and back, all the time."""
    outside, start = arena.outside, time.monotonic()
    job = direct_job(arena)
    target = os.path.join(arena.folder, "existing")
    os.makedirs(os.path.join(target, "attacks"))
    os.symlink(outside.folder, os.path.join(target, "link"))
    racer = subprocess.Popen([sys.executable, "-c", EXCHANGER, target])
    counts, problems = collections.Counter(), []
    for number in range(tries):
        for name in ("attacks", "link"):
            with contextlib.suppress(OSError):
                os.unlink(os.path.join(target, name, "verdict.py"))
        status, answer = arena.server.call("POST", f"/jobs/{job}/export", {"folder": target})
        counts[status] += 1
        if status in (404, 503) and number == 0:
            racer.kill()
            racer.wait()
            return print("skipped   export into a folder that changes: " + answer["error"]["message"], flush=True)
        if number % 100 == 99 and (problems := outside.changes()):
            break
    racer.kill()
    racer.wait()
    problems = problems or outside.changes()
    if not counts[200]:
        problems.append(f"no export came through: {answer}"[:300])
    detail = ", ".join(f"{count} answered {status}" for status, count in sorted(counts.items()))
    report.line(problems, "export into a folder that changes", f"{tries} tries; {detail}", time.monotonic() - start)


def direct_job(arena):
    """The id of the job that calls without one work on."""
    answer = arena.server.call("POST", "/tool/shell_exec", {"cmd": "exec true && :"})[1]
    card = arena.server.call("GET", "/approvals/" + answer["approval"]["id"])[1]
    arena.server.call("POST", f"/approvals/{card['id']}/decision", {"decision": "reject"})
    return card["job_id"]


# Swaps two names at once (renameat2 with RENAME_EXCHANGE), so that there always is something at both.
EXCHANGER = """
import ctypes, os, sys
os.chdir(sys.argv[1])
libc = ctypes.CDLL(None)
while True:
    libc.renameat2(-100, b"attacks", -100, b"link", 2)
"""


def wrong_files(target, outside):
    """What an export must not hold: anything but plain files and folders, or a word from outside."""
    found = []
    for folder, names, files in os.walk(target):
        for name in [*names, *files]:
            path = os.path.join(folder, name)
            if os.path.islink(path) or not (os.path.isdir(path) or os.path.isfile(path)):
                found.append(f"{path} is neither a file nor a folder")
            elif os.path.isfile(path):
                with open(path, "rb") as file:
                    if outside.canary.encode() in file.read():
                        found.append(f"{path} holds what is outside")
    return found[:5]
