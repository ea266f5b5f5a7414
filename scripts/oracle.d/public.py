"""Lines of the test suites that bash and zsh come with, from Debian's source packages; nothing of them is kept in this repository."""
import fnmatch
import glob
import os
import subprocess
import tarfile

PACKAGES = {"bash": ["tests/*.tests", "tests/*.sub"], "zsh": ["Test/*.ztst"]}
LONGEST = 4096
APT_SOURCES = "/etc/apt/sources.list.d/debian.sources"


def fetch(folder):
    """Downloads the source packages that aren't in `folder` yet, with package lists of their own."""
    lists = os.path.join(folder, "lists")
    os.makedirs(os.path.join(lists, "partial"), exist_ok=True)
    sources = os.path.join(folder, "sources.sources")
    with open(APT_SOURCES) as ours, open(sources, "w") as theirs:
        theirs.write(ours.read().replace("Types: deb\n", "Types: deb-src\n"))
    options = ["-o", f"Dir::Etc::sourcelist={sources}", "-o", "Dir::Etc::sourceparts=/dev/null",
               "-o", f"Dir::State::lists={lists}"]
    for package in PACKAGES:
        if archives(folder, package):
            continue
        for action in (["update"], ["source", "--download-only", package]):
            subprocess.run(["apt-get", "-qq", *options, *action], cwd=folder, check=True, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)


def archives(folder, package):
    return glob.glob(os.path.join(folder, f"{package}_*.orig.tar.*z"))


def lines(folder):
    """Each different line of them once, without its indentation."""
    fetch(folder)
    found = {}
    for package, patterns in PACKAGES.items():
        with tarfile.open(archives(folder, package)[0]) as archive:
            for member in archive:
                inside = member.name.partition("/")[2]
                if not member.isfile() or not any(fnmatch.fnmatch(inside, pattern) for pattern in patterns):
                    continue
                for line in archive.extractfile(member).read().decode("utf-8", "replace").splitlines():
                    if 0 < len(line.strip()) <= LONGEST:
                        found[line.strip()] = None
    return list(found)
