# A module comes and goes: what lists it, and what stays of it.
#
#     lockstep run --script examples/shell/modules.sh

sudo insmod examples/proc/proc_log.c
lsmod
cat /proc/modules | cut -d ' ' -f 1-5
ls /sys/module
ls -l /proc/hello2

# Reading opens, reads and closes; the shell redirects before sudo runs, so root's rights go to tee.
cat /proc/hello2
echo 1 | sudo tee /proc/hello2

sudo rmmod proc_log
lsmod
cat /proc/hello2
rmmod proc_log

# The log outlives the module.
dmesg | tail -n 6
