# A write to /proc/percpu lands in the copy of the CPU on which the writer runs.
#
#     lockstep run --script examples/shell/percpu.sh

insmod examples/percpu/percpu_proc.c
cat /proc/percpu

# Everybody may write; the quotes around the command give the redirection to the shell that runs it.
sudo chmod 666 /proc/percpu
ls -l /proc/percpu

echo 5 > /proc/percpu
cat /proc/percpu

# Each time on another CPU.
for cpu in 0 1 2 3; do
	taskset -c $cpu sh -c "echo 1$cpu > /proc/percpu"
done
cat /proc/percpu

rmmod percpu_proc
