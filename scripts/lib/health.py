"""Whether a server goes on answering: asks it every 20 ms from a thread of its own."""

import http.client
import threading
import time
import urllib.parse

PERIOD_SECONDS = 0.02


class Health:
    """`with Health(url) as health: …`, then `milliseconds` of every answer, in order."""

    def __init__(self, url):
        self._address = urllib.parse.urlsplit(url).netloc
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.milliseconds = []
        self.failures = []

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._end.set()
        self._thread.join()

    def _watch(self):
        while not self._end.wait(PERIOD_SECONDS):
            start = time.perf_counter()
            try:
                connection = http.client.HTTPConnection(self._address, timeout=10)
                connection.request("GET", "/healthz")
                answer = connection.getresponse()
                answer.read()
                connection.close()
                if answer.status != 200:
                    self.failures.append(f"status {answer.status}")
            except OSError as error:
                self.failures.append(f"{type(error).__name__}: {error}")
            self.milliseconds.append((time.perf_counter() - start) * 1000)

    def worst(self, since=0):
        return max(self.milliseconds[since:], default=0)

    def percentile(self, share):
        ordered = sorted(self.milliseconds)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0
