"""Ways to other machines and to the host's own services: network.py loopback|sockets|private|names ADDRESS ...

An address is `tcp:HOST:PORT`, `udp:HOST:PORT`, `unix:PATH` or `abstract:NAME`.
"""

import errno
import os
import socket
import struct
import sys

from verdict import Attempts

# What a network namespace without any device or route answers at once.
CUT_OFF = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ECONNREFUSED, errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EACCES,
           errno.EPERM, errno.ENOENT, errno.ENODEV, errno.EINVAL, errno.ENOTDIR}
# A name server's answer to it is longer than nothing: the root's name servers (RFC 1035).
QUESTION = bytes([0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1])


def connect(address):
    kind, _, rest = address.partition(":")
    if kind in ("unix", "abstract"):
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(3)
            client.connect(("\0" if kind == "abstract" else "") + rest)
            return "connected"
    host, _, port = rest.rpartition(":")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM) as client:
        client.settimeout(3)
        try:
            client.connect((host, int(port)))
            if kind == "udp":
                client.send(QUESTION)
                client.recv(512)
            return "connected"
        except TimeoutError:
            return None if host.startswith("127.") else "it went out, and nobody answered"
        except OSError as error:
            return None if error.errno in CUT_OFF else f"unexpected {error}"


def loopback(attempts, addresses):
    """Listeners of the host that count who calls."""
    for address in addresses:
        attempts.expect_refusal(address, lambda: connect(address))


def sockets(attempts, addresses):
    paths = ["/run/docker.sock", "/var/run/docker.sock", "/run/containerd/containerd.sock", "/run/podman/podman.sock",
             "/run/dbus/system_bus_socket", "/var/run/dbus/system_bus_socket", "/run/user/0/bus", "/run/user/1000/bus",
             "/run/systemd/private", "/run/systemd/journal/socket", "/tmp/.X11-unix/X0", "/tmp/.ICE-unix/0", "/run/WSL/1_interop",
             "/run/user/1000/wayland-0", "/run/udev/control", "/run/snapd.socket", "/run/libvirt/libvirt-sock", "/run/acpid.socket"]
    for path in paths:
        attempts.expect_refusal(path, lambda: connect("unix:" + path))
    for name in ("/tmp/.X11-unix/X0", "/tmp/.X11-unix/X1", "/tmp/dbus-test", "/org/kernel/linux/storage/multipathd"):
        attempts.expect_refusal("@" + name, lambda: connect("abstract:" + name))
    for name in ("/init", "/run/WSL", "/mnt/c", "/mnt/wslg"):
        attempts.expect_refusal(name, lambda: os.path.exists(name) and name)
    attempts.expect_refusal("WSL_INTEROP", lambda: os.environ.get("WSL_INTEROP"))


def private(attempts, addresses):
    for address in addresses:
        attempts.expect_refusal(address, lambda: connect(address))
    devices = [line.split(":")[0].strip() for line in open("/proc/net/dev").readlines()[2:]]
    attempts.expect_refusal("network devices", lambda: [name for name in devices if name != "lo"] or None)
    attempts.expect_refusal("routes", lambda: open("/proc/net/route").readlines()[1:] or None)
    attempts.expect_refusal("a new network device", new_device)


def new_device():
    """RTM_NEWLINK for a dummy device; the kernel's answer."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as route:
        name = b"escape0\0"
        kind = struct.pack("HH", 4 + 6, 1) + b"dummy\0" + b"\0\0"
        body = struct.pack("BxHiII", 0, 0, 0, 1, 1)
        body += struct.pack("HH", 4 + len(name), 3) + name + struct.pack("HH", 4 + len(kind), 18) + kind
        route.send(struct.pack("IHHII", 16 + len(body), 16, 0x605, 1, 0) + body)
        answer = route.recv(4096)
        return struct.unpack("i", answer[16:20])[0] == 0


def names(attempts, addresses):
    for name in ("example.com", "metadata.google.internal", "airlock.invalid", "_gateway", "host.docker.internal"):
        attempts.expect_refusal(name, lambda: socket.getaddrinfo(name, 80))
    for address in addresses:
        attempts.expect_refusal(address, lambda: connect(address))


if __name__ == "__main__":
    attempts = Attempts()
    globals()[sys.argv[1]](attempts, sys.argv[2:])
    attempts.tell()
