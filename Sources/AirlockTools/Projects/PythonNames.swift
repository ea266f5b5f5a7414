/// Names that a package below `src` must not take, as it would be imported in their place.
enum PythonNames {
    /// `sys.stdlib_module_names` and the keywords of Python 3.9 to 3.13, and what pytest imports.
    static let taken: Set<String> = Set(
        """
        abc aifc and antigravity argparse array as assert ast async asynchat asyncio asyncore atexit attr attrs
        audioop await base64 bdb binascii bisect break builtins bz2 calendar case cgi cgitb chunk class cmath cmd
        code codecs codeop collections colorsys compileall concurrent configparser conftest contextlib contextvars
        continue copy copyreg crypt csv ctypes curses dataclasses datetime dbm decimal def del difflib dis distutils
        doctest elif else email encodings ensurepip enum errno except exceptiongroup faulthandler fcntl filecmp
        fileinput finally fnmatch for fractions from ftplib functools gc genericpath getopt getpass gettext glob
        global graphlib grp gzip hashlib heapq hmac html http idlelib if imaplib imghdr imp import importlib in
        iniconfig inspect io ipaddress is itertools json keyword lambda lib2to3 linecache locale logging lzma
        mailbox mailcap marshal match math mimetypes mmap modulefinder msilib msvcrt multiprocessing netrc nis
        nntplib nonlocal not nt ntpath nturl2path numbers opcode operator optparse or os ossaudiodev packaging pass
        pathlib pdb pickle pickletools pip pipes pkgutil platform plistlib pluggy poplib posix posixpath pprint
        profile pstats pty pwd py py_compile pyclbr pydoc pydoc_data pyexpat pygments pytest queue quopri raise
        random re readline reprlib resource return rlcompleter runpy sched secrets select selectors setuptools
        shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 src sre_compile
        sre_constants sre_parse ssl stat statistics string stringprep struct subprocess sunau symtable sys sysconfig
        syslog tabnanny tarfile telnetlib tempfile termios tests textwrap this threading time timeit tkinter token
        tokenize tomli tomllib trace traceback tracemalloc try tty turtle turtledemo types typing unicodedata
        unittest urllib uu uuid venv warnings wave weakref webbrowser wheel while winreg winsound with wsgiref
        xdrlib xml xmlrpc yield zipapp zipfile zipimport zlib zoneinfo
        """.split(whereSeparator: \.isWhitespace).map { String($0) })
}
