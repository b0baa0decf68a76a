printf 'b 2\na 10\na 10\nc 1\n' > /tmp/t
sort /tmp/t; sort -u /tmp/t; sort -k 2 -n -r /tmp/t
uniq -c /tmp/t
cut -d ' ' -f 2 /tmp/t; cut -c 1 /tmp/t | tr a-c A-C
wc /tmp/t; wc -l /tmp/t; wc -l < /tmp/t; wc /tmp/t /proc/value
grep a /tmp/t; grep -c a /tmp/t; grep -v -n a /tmp/t; grep -i A /tmp/t /proc/value; grep -E '^(b|c)' /tmp/t
grep zzz /tmp/t; echo $?
grep x /missing; echo $?
head -n 1 /tmp/t; tail -n 1 /tmp/t; tail -n +3 /tmp/t; head -n -3 /tmp/t
head -n 1 /tmp/t /proc/value
seq 3; seq 1 2 5
echo -e 'a\tb' ; echo -n x; echo; echo -E 'a\tb'
printf '%-5s|%5d|%x\n' ab 42 255 cd 7 16
less /proc/value; more /proc/value
test -f /tmp/t && [ -d /proc ] && [ ! -e /missing ] && echo all
[ 1 -lt x ]; [ a = b; test 1 -eq 1 -a 2 -eq 2 && echo both
ls --nothing; head -q -z
