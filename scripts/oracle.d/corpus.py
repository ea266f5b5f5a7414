"""Command lines for scripts/policy-oracle: ordinary ones, tricks, and what a seeded generator makes of their parts."""
import os
import random
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))

TRICKS = r"""
ls;id
ls;;id
ls & id
ls && id || id
ls | id
ls |& id
ls\nid
ls\rid
ls\r\nid
ls\tid
ls\x0bid
ls\x0cid
ls\u00a0id
ls\u2028id
ls\u200bid
ls\u3000id
ls$IFS-la
ls${IFS}-la
ls$IFS$9-la
echo $(id)
echo "$(id)"
echo '$(id)'
echo \$(id)
echo \$\(id\)
echo "\$(id)"
echo "\\$(id)"
echo `id`
echo "`id`"
echo '`id`'
echo \`id\`
echo "\`id\`"
echo "\\`id\\`"
cat <(id)
cat >(id)
echo ${x@P}
echo "${x@P}"
x='$(id)'; echo ${x@P}
echo ${x:-$(id)}
echo ${x:=`id`}
echo $((1+1))
echo $[1+1]
echo "$((a[$(id)]))"
l's' -la
'l's
"l"s
l\s
\ls
''ls
ls''
""ls
i""d
e'c'ho "a"'b'c
echo 'it'\''s'
echo "a\"b"
echo "a\\"
echo "a\b"
echo 'a\'
echo a\ b
echo a\
alias ls=id; ls
alias ls=id\nls
shopt -s expand_aliases; alias ls=id; ls
unalias ls
PATH=/tmp ls
A=b ls
A=b; ls
A+=b ls
A[0]=b ls
LD_PRELOAD=x ls
PAGER=id git log
GIT_PAGER=id git log
GIT_EXTERNAL_DIFF=id git diff
env ls
env A=b ls
env -S 'ls id'
git -c core.pager=id log
git -c alias.x=!id x
git -c core.fsmonitor=id status
git -c core.sshCommand=id fetch
git -c diff.external=id diff
git --exec-path=/tmp status
git --exec-path
git fetch --upload-pack=id .
git clone --upload-pack id . x
git ls-remote --upload-pack=id .
git push --receive-pack=id . main
git archive --remote=. --exec=id HEAD
git diff --ext-diff
git log --ext-diff -p
git grep -Oid a
git grep --open-files-in-pager=id a
git rebase --exec id HEAD
git rebase -x id HEAD
git bisect run id
git submodule foreach id
git filter-branch --tree-filter id HEAD
git difftool -x id
git mergetool
git commit -m x
git commit --allow-empty -m x
git commit --allow-empty -m 'x; id'
git commit --allow-empty -m "x && id"
git commit --allow-empty -m "$(id)"
git commit --allow-empty -m 'one\n\ntwo'
git add -A
git checkout -b topic
git checkout -- README.md
git stash
npm test
npm run build
npm run build; id
npm exec id
npx id
npm test --script-shell=id
npm run build --node-options=x
make
make all
make -f other.mk
make SHELL=id
make --eval='$(shell id)'
make -f - 
printf 'all:\n\tid\n' | make -f -
make -C ..
dotnet build
dotnet build -p:PreBuildEvent=id
dotnet msbuild /t:x
find . -exec id \;
find . -exec id {} +
find . -execdir id \;
find . -ok id \;
find . -delete
find . -fprintf x %p
find . -name '*.py'
tar --to-command=id -xf a.tar
tar -cf a.tar --checkpoint=1 --checkpoint-action=exec=id .
tar -I id -cf a.tar README.md
tar --use-compress-program=id -cf a.tar README.md
tar -cf host:a.tar README.md
tar -cf a.tar README.md src
sed e README.md
sed '1e id' README.md
sed 's/a/id/e' README.md
sed 's/a/b/w out' README.md
sed -n '1,3p' README.md
sed -e '1d' -e 's/a/b/g' README.md
sed --expression='1e id' README.md
sed -n '$p;1e id' README.md
sed -n '/a/e id' README.md
sed 's/[/]e id/x/' README.md
sed 's|a|b|;e id' README.md
sed '1d;2e id' README.md
sed 'y/a/b/;e' README.md
awk 'BEGIN{system("id")}'
awk 'BEGIN{"id" | getline x; print x}'
awk '{print | "id"}' README.md
awk '{print > "out"}' README.md
awk '{printf "%s", $0 > "out"}' README.md
awk '{print $1}' README.md
awk '$1 > 3' README.md
awk -f x README.md
awk '@load "filefuncs"'
rg --pre id a
sort --compress-program=id README.md
sort -S1 --compress-program id README.md
xargs id
ls | xargs id
echo id | sh
echo id | bash
cat README.md | sh
ls | tee out
ls | tee out | wc -l
watch id
timeout 1 id
nice id
nohup id
setsid id
stdbuf -o0 id
time id
time ls
command ls
command id
builtin echo a
exec id
exec ls
eval id
eval 'ls; id'
. ./run.sh
source ./run.sh
sh run.sh
bash -c id
sh -c 'id'
./run.sh
./run.sh a b
./plain
./../w/run.sh
bin/x
/bin/ls
/usr/bin/id
~/x
~root/x
ls ~
ls ~root
ls *
ls *.md
ls ?
ls [a-z]*
ls [
ls ]
ls a[
[ -f README.md ]
[ -f README.md ] && ls
[ -f nothing ] || ls
[ -f README.md ]; ls
[[ -f README.md ]]
test -f README.md && ls
echo {a,b}
echo {a..c}
echo {}
echo a{b}c
echo {a
echo a}
echo stash@{0}
echo {a',b'}
echo {a","b}
echo {'a',b}
echo \{a,b\}
{ ls; }
{ls;}
( ls )
(ls)
$(ls)
! ls
!ls
!!
echo !
echo a!
echo "a!"
if true; then id; fi
while false; do id; done
until true; do id; done
for x in a b; do id; done
for x in a; do ls; done; ls
case a in a) id;; esac
select x in a; do id; done
function f { id; }; f
f() { id; }; f
f () ( id )
coproc id
in ls
then ls
done
fi
'if' ls
\if
"while" ls
echo if then else
ls # id
ls #id
ls#id
# id
echo a#b
echo '#' b
ls > out
ls >out; cat out
ls >> out
ls 2> out
ls 2>&1
ls >&2
ls 1>&2
ls >/dev/null
ls 2>/dev/null
ls >/dev/null 2>&1
ls 2>&1 >/dev/null
ls nothing 2>/dev/null || echo none
>/dev/null ls
2>/dev/null ls
> /dev/null
ls 3>&1
ls 2>&-
ls >&-
ls &>/dev/null
ls &> out
ls >& out
ls >&1
ls >&1x
ls 2>&1>/dev/null
ls >| /dev/null
ls <README.md
ls <> README.md
cat <<E\nid\nE
cat <<<id
cat << 'E'
ls {x}>/dev/null
ls 2 >/dev/null
ls '2'>/dev/null
ls README.md2>/dev/null
ls >/dev/null/../../tmp/x
ls >/dev/nul
ls &
ls & ls
ls &&
ls ||
ls |
| ls
&& ls
; ls
ls ;
ls ;;
ls ; ;
ls && && ls
ls ||| ls
cd src && ls
cd src && cat a.py
cd src && cd .. && ls
cd .. && ls
cd / && ls
cd src; ls
cd nothing && ls
cd nothing && ls || id
cd nothing; ls
cd - && ls
cd && ls
cd src || ls
true || cd src && ls
cd src && ls ../README.md
cd src && ls ../../etc
cd "src" && ls
cd src/.. && ls
cd -P src && ls
trap id EXIT; ls
trap 'id' EXIT
set -x; ls
set -- a; ls
export A=b; ls
export PATH=/tmp; ls
readonly A
unset PATH; ls
hash -p /usr/bin/id ls; ls
enable -f x y
ulimit -n 10; ls
umask 0; ls
read x
printf -v x a
printf '%s' "$(id)"
printf '%s\n' a b
printf '%d' 'a[$(id)]'
test -v 'a[$(id)]'
[ -v 'a[$(id)]' ]
test 1 -eq 'a[$(id)]'
[ 'a[$(id)]' -eq 1 ]
echo -e '\x24(id)'
echo '\044(id)'
echo a > /dev/null
echo "a" 'b' c\ d
python3 src/a.py
python3 src/a.py --x=y
python3 -c 'import os; os.system("id")'
python3 -m pytest -q
python3 -m unittest discover
python3 -m http.server
node index.js
node -e 1
cmake -P x.cmake
cmake -E echo a
cmake -S . -B build
gcc -o app main.c
gcc -wrapper id main.c
gcc -fplugin=x main.c
gcc @args
egrep a README.md
fgrep a README.md
grep a README.md
grep 'a$' README.md
grep "a$" README.md
grep a$ README.md
grep "a$|b" README.md
grep -f /etc/passwd README.md
which ls
env
printenv PATH
ps aux
df -h
date -u
seq 1 3
jq . package.json
zip -T -TT id a.zip README.md
unzip -p x
less README.md
more README.md
man ls
vi README.md
vim -c '!id'
ed README.md
ssh host id
scp a b
rsync -e id a b
curl file:///etc/passwd
wget x
sudo ls
su -c id
doas id
docker run x
kill 1
rm -rf /
rm -rf --no-preserve-root /
:(){ :|:& };:
dd if=/dev/zero of=/dev/sda
chmod -R 777 /
Get-ChildItem
Get-Content README.md
Remove-Item -Recurse out
Remove-Item -Recurse C:\\
powershell -Command id
iex id
"""

WORDS = ["README.md", "src/a.py", "'a b'", '"a b"', "a\\ b", "src", ".", "-x", "--", "''", '""', "a=b", "x'y'z", '"$"', "'$x'",
         "\\$x", "$x", "`id`", "*", "~", "{a,b}", "{}", "@{0}", "é", "\\\\", "'\\'", '"\\\\"', "#c", "a#c", "!", "(id)", "2", "[", "]",
         ">/dev/null", "2>&1", "2>/dev/null", "> out", "<README.md", "$(id)", "${x}", "&", "if", "'`id`'"]
NAMES = ["ls", "cat", "echo", "head", "wc", "grep a", "sort", "true", "false", "test -f", "git status", "git log", "printf %s", "l's'",
         '"ls"', "\\ls", "sed -n 1p", "id", "A=b ls", "'if'", "if", "!", "basename", "tr a b", "uniq", "cut -c1"]
JOINTS = [" && ", " || ", "; ", " | ", ";", "&&", "||", "|", " & ", "\n", " |& ", ";; ", " \\\n ", "\r", "  &&  "]


def unescape(line):
    return line.encode().decode("unicode_escape").encode("latin-1", "ignore").decode("utf-8", "ignore") \
        if "\\u" in line else line.replace("\\x0b", "\x0b").replace("\\x0c", "\x0c")


def tricks():
    for line in TRICKS.strip("\n").split("\n"):
        yield line
        real = unescape(line)
        for old, new in (("\\n", "\n"), ("\\r", "\r"), ("\\t", "\t")):
            real = real.replace(old, new)
        if real != line:
            yield real


def generated(count):
    source = random.Random(20261)
    for _ in range(count):
        parts = []
        for _ in range(source.choice([1, 1, 2, 2, 3, 4])):
            weird = source.random() < 0.35
            words = WORDS if weird else WORDS[:17]
            parts.append(" ".join([source.choice(NAMES if weird else NAMES[:15])] +
                                  [source.choice(words) for _ in range(source.choice([0, 1, 1, 2, 3]))]))
        line = parts[0]
        for part in parts[1:]:
            line += source.choice(JOINTS if source.random() < 0.3 else JOINTS[:8]) + part
        yield line


def combined():
    """Every trick before, behind and inside something harmless."""
    short = [line for line in tricks() if len(line) < 24]
    for number, line in enumerate(short):
        yield ["ls; " + line, line + " && echo a", "echo '" + line + "'", 'echo "' + line + '"', "true | " + line,
               line + " | cat", "false && " + line, "true || " + line][number % 8]
        yield ["echo a " + line, line + " # x", line + " 2>&1", "cd src && " + line][number % 4]


def lines():
    """At least 1,500, each once, in a stable order."""
    with open(os.path.join(HERE, "..", "..", "Tests", "Fixtures", "developer-commands.txt")) as file:
        ordinary = file.read().splitlines()
    fifty = [";".join(["true"] * n) for n in (49, 50, 51, 52)] + ["ls" + "|cat" * 50, "ls" + " && ls" * 50, "ls " + "a" * 70000]
    found = dict.fromkeys([*ordinary, *tricks(), *combined(), *fifty, *generated(900), "", " ", "\t"])
    return [line for line in found if "\0" not in line]


def make_workspace(path):
    os.makedirs(os.path.join(path, "src"))
    files = {
        "README.md": "a\nb a\nc\n", "src/a.py": "import subprocess\nsubprocess.run(['true'])\n", "a": "1\n", "b": "2\n",
        "package.json": '{"name":"x","version":"1.0.0","scripts":{"test":"true","build":"echo a"}}\n', "index.js": "1\n",
        "Makefile": "all:\n\t@true\nclean:\n\t@true\ntest:\n\t@true\n", "main.c": "int main(void){return 0;}\n",
        "CMakeLists.txt": "cmake_minimum_required(VERSION 3.20)\nproject(x NONE)\n",
        "run.sh": "#!/bin/sh\ntrue\n/bin/true\n", "plain": "/bin/true\n",
    }
    for name, content in files.items():
        with open(os.path.join(path, name), "w") as file:
            file.write(content)
    os.chmod(os.path.join(path, "run.sh"), 0o755)
    os.chmod(os.path.join(path, "plain"), 0o755)
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "-C", path]
    for arguments in (["init", "-q", "-b", "main"], ["config", "user.name", "x"], ["config", "user.email", "x@example.org"],
                      ["add", "-A"], ["commit", "-q", "-m", "first"]):
        subprocess.run(git + arguments, check=True, capture_output=True)
    hook = os.path.join(path, ".git", "hooks", "pre-commit")
    with open(hook, "w") as file:
        file.write("#!/bin/sh\n/bin/true\n")
    os.chmod(hook, 0o755)
