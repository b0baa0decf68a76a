sleep 2 &
echo 1 > /proc/strict &
for i in 1 2 3; do echo $i >> /tmp/x; sleep 1; done &
ps -f
sleep 0.5
cat /tmp/x
wait
cat /tmp/x
cat /dev/empty &
kill $!
wait
kill 4000
kill -l
cat /proc/missing &
wait
{ cat /proc/value && echo after; } &
