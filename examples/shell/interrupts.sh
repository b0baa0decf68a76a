# The timer's line of /proc/interrupts: one count for each CPU, and they rise.
#
#     lockstep run --script examples/shell/interrupts.sh

head -n 1 /proc/interrupts
grep timer /proc/interrupts
sleep 1
grep timer /proc/interrupts

# A line of a device is there while somebody has requested it.
insmod examples/irq_lock_irqsave.c
grep ' 7:' /proc/interrupts
irq 7
grep ' 7:' /proc/interrupts
rmmod irq_lock_irqsave
grep -c ' 7:' /proc/interrupts
