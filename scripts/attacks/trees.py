"""What a hostile program leaves in its workspace: trees.py NAME AMOUNT [OUTSIDE]"""

import os
import shutil
import socket
import sys
import time

from verdict import Attempts, only_inside


def many(attempts, amount, _):
    """AMOUNT empty files in 1,000 folders."""
    os.mkdir("many")
    try:
        for folder in range(1000):
            os.mkdir(f"many/{folder}")
            for name in range(amount // 1000):
                os.close(os.open(f"many/{folder}/{name}", os.O_WRONLY | os.O_CREAT))
                attempts.tried += 1
    except OSError as error:
        attempts.notes.append(str(error))


def deep(attempts, amount, _):
    """A folder AMOUNT levels deep, beyond what one path can name."""
    for _ in range(amount):
        os.mkdir("d")
        os.chdir("d")
        attempts.tried += 1
    os.close(os.open("bottom", os.O_WRONLY | os.O_CREAT))


def names(attempts, amount, _):
    """Names that write lines of their own, move the cursor, turn the text around or are no text at all."""
    for number, name in enumerate([
            b"new\nline", b"esc\x1b[2J\x1b[1;1Hcleared", b"bell\x07", b"tab\there", b"carriage\rreturn", b"\xff\xfe not utf-8",
            "turned\u202etxt.exe".encode(), "zero\u200bwidth".encode(), b"-rf", b"--help", b"$(id)", b"`id`", b"; id", b"'\"", b"a" * 255,
            b"...", b".. ", b" ", b"\\", b"<img src=x onerror=alert(1)>", b"[31mred", b"osc\x1b]52;c;aWQ=\x07", "\U0001f4a9".encode()]):
        with open(b"name-" + str(number).encode() + b"-" + name if len(name) < 200 else name, "wb") as file:
            file.write(b"x")
        attempts.tried += 1


def sparse(attempts, amount, _):
    """AMOUNT GiB of nothing in one file, and 40 files of 1 GiB of nothing."""
    try:
        with open("huge", "wb") as file:
            file.truncate(amount << 30)
        attempts.notes.append("one file of all that size was made")
    except OSError as error:
        attempts.notes.append(str(error))
    for number in range(40):
        with open(f"sparse-{number}", "wb") as file:
            try:
                file.truncate(1 << 30)
                attempts.tried += 1
            except OSError:
                file.truncate(1 << 20)


def blocks(attempts, amount, _):
    """AMOUNT MiB of the disk, taken without writing them."""
    try:
        for number in range(amount // 512):
            with open(f"blocks-{number}", "wb") as file:
                os.posix_fallocate(file.fileno(), 0, 512 << 20)
            attempts.tried += 512
    except OSError as error:
        attempts.notes.append(str(error))
    if attempts.tried >= amount:
        attempts.reached.append(f"{attempts.tried} MiB of the disk")


def special(attempts, amount, _):
    """What would block or mislead a reader: pipes, sockets, links to links."""
    for number in range(amount):
        os.mkfifo(f"fifo-{number}")
        attempts.tried += 1
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        server.listen()
    os.symlink("loop", "loop")
    for number in range(100):
        os.symlink(f"chain-{number + 1}", f"chain-{number}")
    os.symlink("/dev/zero", "endless")
    os.symlink("fifo-0", "to-fifo")
    with open("locked", "wb") as file:
        file.write(b"x")
    os.chmod("locked", 0)
    os.mkdir("closed")
    os.chmod("closed", 0)
    os.chmod(".", 0o000)


def hard_links(attempts, amount, outside):
    """AMOUNT names of one file, and names for files that aren't ours."""
    with open("one", "wb") as file:
        file.write(b"x")
    try:
        for number in range(amount):
            os.link("one", f"link-{number}")
            attempts.tried += 1
    except OSError as error:
        attempts.notes.append(str(error))
    for path in ("/usr/bin/id", "/etc/passwd", "/proc/self/exe", "/proc/self/fd/0", outside):
        attempts.expect_refusal("a link to " + path, lambda: os.link(path, "taken", follow_symlinks=True) or True)


def marks(attempts, amount, outside):
    """The overlay's own marks, set by hand on a folder that an older layer holds, to hide or redirect what is in it."""
    for name in ("opaque", "whiteout", "redirect", "metacopy", "origin", "impure", "nlink", "upper", "uuid", "xwhiteouts"):
        for prefix in ("user.overlay.", "trusted.overlay.", "user.overlay.overlay.", "security.overlay."):
            for path in ("attacks", "attacks/trees.py"):
                try:
                    os.setxattr(path, prefix + name, b"y" if name != "redirect" else b"/../../../.." + outside.encode())
                    attempts.tried += 1
                except OSError:
                    pass
    for path in ("whiteout", "attacks/bombs.py"):
        attempts.expect_refusal("a whiteout made by hand", lambda: os.mknod(path + ".w", 0o020666, os.makedev(0, 0)) or None)


def exits(attempts, amount, outside):
    """AMOUNT ways to lead whoever copies this tree out of it, to `outside`. Each `victim` names a file there."""
    forms = [outside, "../" * 40 + outside[1:], "/proc/self/root" + outside, "./../../../.." + outside, "/proc/self/cwd/" + "../" * 9 + outside[1:]]
    for number in range(amount):
        folder = f"exits/{number // 100}"
        os.makedirs(folder, exist_ok=True)
        target = forms[number % len(forms)]
        style = number // len(forms) % 4
        path = f"{folder}/{number}"
        if style == 0:
            os.symlink(target, path)
        elif style == 1:
            os.symlink(os.path.join(target, "victim"), path)
        elif style == 2:
            os.mkdir(path)
            os.symlink(target, path + "/inner")
        else:
            os.symlink(f"{number - 5}", path)
        attempts.tried += 1
    swap_in_layers(outside)


def swap_in_layers(outside):
    """On top of what an earlier snapshot has as folders (see `folders`), symlinks of the same names, and the other way round."""
    for number in range(50):
        if os.path.isdir(f"turn/{number}"):
            shutil.rmtree(f"turn/{number}")
            os.symlink(outside, f"turn/{number}")
        if os.path.islink(f"turn/link-{number}"):
            os.unlink(f"turn/link-{number}")
            os.mkdir(f"turn/link-{number}")
            with open(f"turn/link-{number}/victim", "w") as file:
                file.write("from inside")


def folders(attempts, amount, outside):
    for number in range(50):
        os.makedirs(f"turn/{number}", exist_ok=True)
        with open(f"turn/{number}/victim", "w") as file:
            file.write("from inside")
        os.symlink(outside, f"turn/link-{number}")
        attempts.tried += 1


def swapper(attempts, amount, outside):
    """Turns a folder into a symlink and back, AMOUNT times or until it is stopped."""
    # A new one each time: a folder of an older layer can't be renamed.
    race = f"race-{time.time_ns()}"
    os.makedirs(race + "/real/sub")
    with open(race + "/real/sub/victim", "w") as file:
        file.write("from inside")
    os.symlink(outside, race + "/link")
    os.chdir(race)
    os.rename("real", "now")
    while attempts.tried < amount:
        os.rename("now", "real")
        os.rename("link", "now")
        os.rename("now", "link")
        os.rename("real", "now")
        attempts.tried += 1


if __name__ == "__main__":
    only_inside()
    attempts = Attempts()
    globals()[sys.argv[1]](attempts, int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "/nowhere")
    attempts.tell()
