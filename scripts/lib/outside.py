"""What an attacker in the sandbox would like to reach, planted on this machine, and whether anybody did."""

import ctypes
import hashlib
import os
import secrets
import shutil
import socket
import tempfile
import threading

SHARED_MEMORY_BYTES = 4096


class Outside:
    """Canary files, variables, listeners, sockets and shared memory; `close` takes all of them away."""

    def __init__(self):
        self.canary = "canary-" + secrets.token_hex(16)
        self.folder = tempfile.mkdtemp(prefix="airlock-outside-")
        self.callers = []
        self.listeners = []
        self.addresses = []
        self.files = self._plant([
            os.path.join(self.folder, "victim"), *(os.path.join(place, ".airlock-" + self.canary[-8:]) for place in
                                                   {os.path.expanduser("~"), "/root", "/home", "/var/tmp", "/srv", "/opt", "/run", "/dev/shm"})])
        self._listen(socket.AF_INET, ("127.0.0.1", 0), "tcp:127.0.0.1:{}")
        self._listen(socket.AF_INET, ("127.0.0.2", 0), "tcp:127.0.0.2:{}")
        self._listen(socket.AF_INET6, ("::1", 0), "tcp:::1:{}")
        self._listen(socket.AF_UNIX, "\0" + self.canary, "abstract:" + self.canary)
        self._listen(socket.AF_UNIX, os.path.join(self.folder, "socket"), "unix:" + self.folder + "/socket")
        port = next(int(a.rpartition(":")[2]) for a in self.addresses)
        self.addresses += [f"tcp:0.0.0.0:{port}", f"tcp:{own_address()}:{port}", f"tcp:::ffff:127.0.0.1:{port}"]
        self.descriptor = os.open(self.files[0], os.O_RDONLY)
        os.set_inheritable(self.descriptor, True)
        self.key = secrets.randbelow(1 << 30) + 1
        libc = ctypes.CDLL(None, use_errno=True)
        self._segment = libc.shmget(self.key, SHARED_MEMORY_BYTES, 0o1666)
        self._remove_segment = lambda: libc.shmctl(self._segment, 0, None)
        self._before = self._state()

    def _plant(self, paths):
        planted = []
        for path in paths:
            try:
                with open(path, "x") as file:
                    file.write(self.canary + "\n")
                os.chmod(path, 0o666)
                planted.append(path)
            except OSError:
                pass  # an ordinary user may not write there
        return planted

    def _listen(self, family, address, form):
        try:
            server = socket.socket(family)
            server.bind(address)
        except OSError:
            return  # e.g. a machine without IPv6
        server.listen(64)
        port = server.getsockname()[1] if family != socket.AF_UNIX else 0
        self.listeners.append(server)
        self.addresses.append(form.format(port))
        threading.Thread(target=self._accept, args=(server, self.addresses[-1]), daemon=True).start()

    def _accept(self, server, name):
        while True:
            try:
                server.accept()[0].close()
            except OSError:
                return
            self.callers.append(name)

    def _state(self):
        state = {path: fingerprint(path) for path in self.files}
        for folder in (self.folder, "/", "/root", "/home", "/etc", "/usr/bin", "/usr/lib"):
            try:
                state[folder] = sorted(os.listdir(folder))
            except OSError:
                state[folder] = None
        return state

    def changes(self):
        """Sentences about what happened outside since this was made; none if all is well."""
        found = [f"somebody called {name}" for name in self.callers]
        now = self._state()
        found += [f"{name} changed" for name in now if now[name] != self._before[name]]
        return found

    def forget_callers(self):
        self.callers.clear()

    def close(self):
        for server in self.listeners:
            server.close()
        os.close(self.descriptor)
        self._remove_segment()
        for path in self.files:
            if os.path.exists(path):
                os.unlink(path)
        shutil.rmtree(self.folder, ignore_errors=True)


def fingerprint(path):
    found = os.lstat(path)
    with open(path, "rb") as file:
        return (found.st_mode, found.st_uid, found.st_size, found.st_nlink, hashlib.sha256(file.read()).hexdigest())


def own_address():
    """This machine's address in its network; the loopback's if it has none. Sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        try:
            client.connect(("192.0.2.1", 9))
            return client.getsockname()[0]
        except OSError:
            return "127.0.0.1"
