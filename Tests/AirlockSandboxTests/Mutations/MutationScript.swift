/// A program that changes a tree at random, the same way for the same seed, and lists what is there. It runs inside the sandbox and, as
/// the yardstick, on a plain folder of the test's own.
///
/// What an overlay is known not to do (kernel, filesystems/overlayfs.rst, "Non-standard behavior") is avoided: a name of an older
/// layer's hard link is replaced as a whole, never written in place. The first letter of a name says what may be done to it.
enum MutationScript {
    static let source = #"""
        import errno, hashlib, os, random, shutil, stat, sys

        def kind(path):
            mode = os.lstat(path).st_mode
            return 'd' if stat.S_ISDIR(mode) else 'f' if stat.S_ISREG(mode) else 'l' if stat.S_ISLNK(mode) else 'o'

        def paths(root):
            found = []
            for folder, folders, files in os.walk(root):
                found += [os.path.join(folder, name) for name in folders + files]
            return sorted(found)

        def line(root, path):
            type, found, digest, size, marks = kind(path), os.lstat(path), '-', 0, '-'
            if type == 'f':
                size, digest = found.st_size, hashlib.sha256(open(path, 'rb').read()).hexdigest()
            elif type == 'l':
                size, digest = len(os.readlink(path)), hashlib.sha256(os.readlink(path)).hexdigest()
            if type in 'fd':
                marks = ','.join(n + '=' + os.getxattr(path, n).hex() for n in sorted(os.listxattr(path)))
            mode = 0 if type == 'l' else found.st_mode & 0o7777
            return f'{os.path.relpath(path, root).hex()} {type} {mode:o} {size} {digest} {marks}'

        def listing(root): return '\n'.join(line(root, path) for path in paths(root))

        def solo(path): return os.path.basename(path)[:1] == b's'

        def write(path, data, how='wb'):
            if os.path.lexists(path): os.chmod(path, os.stat(path).st_mode & 0o7777 | 0o200)
            with open(path, how) as file: file.write(data)

        def replace(path, data):
            write(path + b'.tmp', data)
            os.rename(path + b'.tmp', path)

        def remove(path):
            if kind(path) == 'd': shutil.rmtree(path)
            else: os.unlink(path)

        def move(source, target):
            try: return os.rename(source, target)
            except OSError as error:
                if error.errno != errno.EXDEV or kind(source) != 'd': raise
            os.mkdir(target)
            for name in sorted(os.listdir(source)): move(os.path.join(source, name), os.path.join(target, name))
            shutil.copystat(source, target)
            os.rmdir(source)

        class Mutation:
            def __init__(self, root, seed):
                self.root, self.rng = root, random.Random(seed)

            def run(self):
                for _ in range(self.rng.randint(3, 10)): self.step()
                write(os.path.join(self.root, b's-last'), self.rng.randbytes(8))

            def step(self):
                self.all = paths(self.root)
                self.folders = [self.root] + [p for p in self.all if kind(p) == 'd']
                files = [p for p in self.all if kind(p) == 'f']
                self.solos = [p for p in files if solo(p)]
                self.links = [p for p in files if os.path.basename(p)[:1] == b'l']
                names = ['delete', 'anew'] if len(self.all) > 70 else [
                    'create', 'create', 'append', 'rename', 'rename_folder', 'link', 'relink', 'mark', 'mode', 'sparse',
                    'symlink', 'delete', 'anew', 'folder', 'swap', 'repository', 'fifo']
                getattr(self, self.rng.choice(names))()

            def pick(self, among): return self.rng.choice(among) if among else None

            def place(self, letter):
                odd = self.rng.choice([b'', b'', b'', b'\n', b'\xff', b'\x1b[2J', ' имя'.encode()])
                return os.path.join(self.rng.choice(self.folders), letter + b'%d' % self.rng.randrange(9) + odd)

            def content(self): return self.rng.randbytes(self.rng.choice([0, 10, 300, 5000]))

            def create(self):
                path, data = self.place(self.rng.choice([b's', b'l'])), self.content()
                if solo(path): write(path, data)
                else: replace(path, data)

            def append(self):
                path = self.pick(self.solos)
                if path: write(path, self.content(), 'ab')

            def rename(self):
                path, target = self.pick(self.solos + self.links), self.place(b'')
                if not path: return
                target = os.path.join(os.path.dirname(target), os.path.basename(path)[:1] + os.path.basename(target))
                if solo(path) or not os.path.lexists(target): os.rename(path, target)

            def rename_folder(self):
                path, target = self.pick(self.folders[1:]), self.place(b'd')
                if path and not os.path.lexists(target) and not target.startswith(path + b'/'): move(path, target)

            def link(self):
                path, target = self.pick(self.links), self.place(b'l')
                if path and not os.path.lexists(target): os.link(path, target)

            def relink(self):
                path = self.pick(self.links)
                if path: replace(path, self.content())

            def mark(self):
                path, name = self.pick(self.solos + self.folders[1:]), 'user.' + self.rng.choice('abc')
                if not path: return
                os.chmod(path, os.stat(path).st_mode & 0o7777 | 0o200)
                if name in os.listxattr(path) and self.rng.random() < 0.5: os.removexattr(path, name)
                else: os.setxattr(path, name, self.rng.randbytes(5))

            def mode(self):
                path = self.pick(self.solos + self.folders[1:])
                if path: os.chmod(path, self.rng.choice([0o755, 0o700, 0o744, 0o711]))

            def sparse(self):
                path = self.pick(self.solos)
                if not path: return
                write(path, b'', 'ab')
                os.truncate(path, self.rng.randrange(1 << 17))

            def symlink(self):
                path, target = self.place(b'y'), self.rng.choice([b'../x', b'/etc/passwd', b's1', b'.', b'none'])
                if os.path.lexists(path): os.unlink(path)
                os.symlink(target, path)

            def delete(self):
                path = self.pick(self.all)
                if path: remove(path)

            def anew(self):
                path = self.pick(self.folders[1:])
                if not path: return
                remove(path)
                os.mkdir(path)
                for n in range(self.rng.randrange(3)): write(os.path.join(path, b's%d' % n), self.content())
                if self.rng.random() < 0.5: os.makedirs(os.path.join(path, b'd0/d1'))

            def folder(self): os.makedirs(os.path.join(self.place(b'd'), b'd1'), exist_ok=True)

            def swap(self):
                path = os.path.join(self.rng.choice(self.folders), b'x%d' % self.rng.randrange(3))
                was = kind(path) if os.path.lexists(path) else None
                if was: remove(path)
                if was == 'd' or self.rng.random() < 0.3: write(path, self.content())
                else: os.makedirs(os.path.join(path, b'd%d' % self.rng.randrange(3)))

            def repository(self):
                git = os.path.join(self.root, b'.git')
                objects = os.path.join(git, b'objects')
                os.makedirs(objects, exist_ok=True)
                loose = [p for p in self.all if p.startswith(objects + b'/') and kind(p) == 'f']
                if len(loose) > 6:
                    for path in loose: os.unlink(path)
                    replace(os.path.join(objects, b'pack'), self.content())
                for _ in range(2):
                    name = self.rng.randbytes(4).hex().encode()
                    os.makedirs(os.path.join(objects, name[:1]), exist_ok=True)
                    replace(os.path.join(objects, name[:1], name), self.content())
                    os.chmod(os.path.join(objects, name[:1], name), 0o444)
                replace(os.path.join(git, b'index'), self.content())

            def fifo(self):
                path = self.place(b'p')
                if not os.path.lexists(path): os.mkfifo(path, 0o600)

        os.umask(0o022)
        what, root, first, count = sys.argv[1], sys.argv[2].encode(), int(sys.argv[3]), int(sys.argv[4])
        if what == 'list': print(listing(root))
        for seed in range(first, first + count):
            Mutation(root, seed).run()
            if what == 'all': print(listing(root) + '\n')
        """#

    /// Lists the workspace, then changes it.
    static func listing(thenSeed seed: Int) -> [String] { ["python3", "-c", source, "list", ".", "\(seed)", "1"] }

    static func changing(seed: Int) -> [String] { ["python3", "-c", source, "quiet", ".", "\(seed)", "1"] }

    static var listing: [String] { ["python3", "-c", source, "list", ".", "0", "0"] }
}
