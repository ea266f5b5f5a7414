"""`airlock serve` on a free port and a state folder of one's own, for the suites in scripts/."""

import glob
import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request

HERE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BINARY = os.path.join(HERE, ".build/release/airlock")


class Server:
    """Ready when it is made; `url` and `token` are its own."""

    def __init__(self, binary, home, descriptors=(), **environment):
        self.home = home
        environment = dict(os.environ, AIRLOCK_HOME=home, **environment)
        self.log = open(os.path.join(home, "..", "serve.log"), "ab")
        self.process = subprocess.Popen(
            [binary, "serve", "--port", "0", "--json"], stdout=subprocess.PIPE, stderr=self.log, env=environment,
            pass_fds=descriptors)
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("airlock serve did not start:\n" + open(self.log.name).read()[-2000:])
        ready = json.loads(line)
        self.url = ready["url"]
        self.token_file = ready["token_file"]
        self.token = open(self.token_file).read().strip()

    def call(self, method, path, body=None, timeout=900):
        """The HTTP status and the answer's JSON, also of an error."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method, headers={
            "Authorization": "Bearer " + self.token, "Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def job(self, task, timeout=900):
        """Runs a job to its end; its report."""
        _, job = self.call("POST", "/jobs", {"task": task})
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            _, state = self.call("GET", "/jobs/" + job["job_id"])
            if state["status"] in ("succeeded", "failed", "rejected", "cancelled"):
                return self.call("GET", f"/jobs/{job['job_id']}/report")[1]
            time.sleep(0.3)
        raise AssertionError("the job did not end in time")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.terminate()
        return self.process.wait(timeout=20)


def processes(marker):
    """The /proc entries of all processes of this machine with `marker` in their command line."""
    found = []
    for name in glob.glob("/proc/[0-9]*/cmdline"):
        try:
            if marker in open(name, "rb").read().replace(b"\0", b" ").decode(errors="replace"):
                found.append(name)
        except OSError:
            pass
    return found
