# How many CPUs there are, and which process is on which.
#
#     lockstep run --script examples/shell/cpus.sh --cpus 4

# Three ways to count the CPUs that are online.
nproc
grep -c ^processor /proc/cpuinfo
lscpu | grep -i '^CPU(s)'

# Which ones, and which are possible at all.
cat /sys/devices/system/cpu/online
cat /sys/devices/system/cpu/possible

# The maximum that the kernel was built for is another number, and the boot parameter nr_cpus=N lowers it.
grep NR_CPUS /boot/config-$(uname -r)
cat /proc/cmdline

# The column PSR is the CPU of each process: it is less than the count.
insmod examples/abba_ordered.c
ps -eaF
rmmod abba_ordered
