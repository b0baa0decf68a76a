ps
ps -e
ps -f
ps -eaF
ps aux
ps -o pid,psr,comm -p 13
ps -Z
pidof bash ksoftirqd/0; pidof none
nproc; nproc --all; lscpu; lshw -class processor; lshw -short
taskset -c 1 nproc; taskset 0x3 nproc; taskset -c 9 nproc; taskset -p 1
uname; uname -a; uname -r -m; uname -z
free; free -h; uptime; date; sleep 61; uptime; date +%T
hostname; whoami; id
watch -n 1 cat /proc/value
help watch
help nothing
exit 7
echo never
