"""Programs that take all they can: bombs.py NAME MARKER AMOUNT

MARKER stands in the command line of every process, so that the host can see that none is left. Each is bounded, so that a sandbox
that doesn't hold it does no harm to the machine: AMOUNT says how far it goes.
"""

import mmap
import os
import select
import signal
import socket
import sys
import threading
import time

from verdict import Attempts, only_inside

MEBIBYTE = 1 << 20


def fork(attempts, amount):
    """Processes that fork for AMOUNT seconds; the most that lived at once."""
    end = time.monotonic() + amount
    children = 0
    while time.monotonic() < end:
        try:
            if os.fork() == 0:
                # Doubles, as long as there is room.
                while time.monotonic() < end:
                    try:
                        os.fork()
                    except OSError:
                        time.sleep(0.01)
                os._exit(0)
            children += 1
        except OSError:
            time.sleep(0.01)
    attempts.tried = children
    attempts.notes.append(f"{sum(name.isdigit() for name in os.listdir('/proc'))} processes at the end")


def threads(attempts, amount):
    """AMOUNT threads at once."""
    end = threading.Event()
    started = 0
    threading.stack_size(65536)
    try:
        for _ in range(amount):
            threading.Thread(target=end.wait, daemon=True).start()
            started += 1
    except RuntimeError:
        pass
    attempts.tried = started
    if started >= amount:
        attempts.reached.append(f"{started} threads")
    end.set()


def memory(attempts, amount):
    """One process that takes memory until it gets no more, at most AMOUNT MiB."""
    held = []
    try:
        while len(held) * 64 < amount:
            held.append(touched(64))
    except (MemoryError, OSError):
        pass
    attempts.tried = len(held) * 64
    if attempts.tried >= amount:
        attempts.reached.append(f"{attempts.tried} MiB")


def touched(mebibytes):
    area = mmap.mmap(-1, mebibytes * MEBIBYTE)
    for offset in range(0, len(area), 4096):
        area[offset] = 1
    return area


def memory_tree(attempts, amount):
    """Many processes that take memory together, at most AMOUNT MiB."""
    ready, start = os.pipe()
    share = 512
    for _ in range(amount // share):
        if os.fork() == 0:
            hold(share, start)
    got = 0
    # One that is killed, or gets nothing, says nothing.
    while got < amount // share and select.select([ready], [], [], 15)[0]:
        os.read(ready, 1)
        got += 1
    attempts.tried = got * share
    if attempts.tried >= amount:
        attempts.reached.append(f"{attempts.tried} MiB by {got} processes at once")


def hold(mebibytes, start):
    """Takes memory, says so, and keeps it."""
    try:
        area = touched(mebibytes)
        os.write(start, b"x")
        signal.pause()
        area.close()
    except (MemoryError, OSError):
        pass
    os._exit(0)


def memory_files(attempts, amount):
    """Files in memory, at most AMOUNT MiB."""
    block = bytes(MEBIBYTE)
    written = 0
    for folder in ("/tmp", "/home/agent", "/dev/shm", "/run", "/"):
        try:
            with open(folder + "/fill", "wb", buffering=0) as file:
                while written < amount:
                    written += file.write(block) // MEBIBYTE
        except OSError:
            pass
    handles = []
    try:
        while written < amount:
            handles.append(os.memfd_create("fill"))
            for _ in range(64):
                os.write(handles[-1], block)
                written += 1
    except OSError:
        pass
    attempts.tried = written
    if written >= amount:
        attempts.reached.append(f"{written} MiB")


def output(attempts, amount):
    """AMOUNT MiB on both streams."""
    block = b"flood\n" * 174762
    for count in range(amount):
        os.write(1 + count % 2, block)
    attempts.reached.append(f"{amount} MiB of output")


def stubborn(attempts, amount):
    """Sessions of their own, double forks, stopped processes and ignored signals, all of which outlive the program."""
    for _ in range(amount):
        if os.fork() == 0:
            os.setsid()
            for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
                signal.signal(number, signal.SIG_IGN)
            if os.fork() == 0:
                os.kill(os.getpid(), signal.SIGSTOP)
            if os.fork() != 0:
                os._exit(0)
            os.close(0), os.close(1), os.close(2)
            while True:
                pass
    attempts.tried = amount


def endless(attempts, amount):
    """The same, and the program itself never ends either."""
    stubborn(attempts, amount)
    while True:
        time.sleep(1)


def descriptors(attempts, amount):
    """AMOUNT open descriptors, also those that are on their way through sockets."""
    held = []
    try:
        while len(held) < amount:
            held.append(os.open("/dev/null", os.O_RDONLY))
    except OSError:
        pass
    if len(held) >= amount:
        attempts.reached.append(f"{len(held)} descriptors")
    for number in held[:64]:
        os.close(number)
    flying, pairs = 0, []
    try:
        while flying < amount:
            pairs.append(socket.socketpair())
            socket.send_fds(pairs[-1][0], [b"x"], held[64:128])
            flying += 64
    except OSError:
        pass
    attempts.tried = len(held)
    attempts.notes.append(f"{flying} more in flight")


def pipes(attempts, amount):
    """Kernel memory by full pipes and sockets."""
    filled = 0
    try:
        for _ in range(amount):
            _, end = os.pipe()
            os.set_blocking(end, False)
            filled += os.write(end, bytes(65536))
    except OSError:
        pass
    attempts.tried = filled >> 20


if __name__ == "__main__":
    only_inside()
    attempts = Attempts()
    globals()[sys.argv[1]](attempts, int(sys.argv[3]))
    attempts.tell()
