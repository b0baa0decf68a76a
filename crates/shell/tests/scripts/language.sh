# Variables, quotes and expansions.
name=world
echo "hello $name" 'not $name' \$name "${name}s" ${#name} ${none:-default} ${name#w} ${name/o/0} ${name:1:3}
echo a   b "c   d" $(echo e; echo f) `echo g`
x='1  2'; echo $x "$x"
echo $((1 + 2 * 3)) $((name = 4)) $name
echo {1..3} {a,b}{1,2}
echo /proc/v* /nothing*
for i in 1 2 3; do [ $i -eq 2 ] && continue; echo $i; done
i=0; while [ $i -lt 3 ]; do i=$((i + 1)); echo -n "$i "; done; echo
for ((i = 0; i < 2; i++)); do echo c$i; done
until true; do echo never; done
if grep -q nothing /proc/value; then echo yes; elif false; then echo no; else echo else; fi
case $name in [0-9]) echo digit;; *) echo other;; esac
! true; echo $?
false || echo or; true && echo and
(cd /proc; x=2; pwd); pwd; echo $x
f() { echo "f got $# of them: $1"; return 3; }; f one two; echo $?
cat <<END
name is $name
END
cat <<'END'
name is $name
END
cat <<< "here $name"
{ echo one; echo two; } | while read -r line; do echo "<$line>"; done
echo error 2>&1 >/dev/null | cat
ls /missing 2>/dev/null
echo $?
ls /missing 2>&1 | wc -l
nothing
lscpus
1smod
/proc/value
./x
set -- a b c; shift; echo $1 $#
echo "$@"
sh -c 'echo $1 $0' zero one
sudo echo root
x=5 sh -c 'echo $x'
type echo cat nothing f
echo $((1 / 0))
