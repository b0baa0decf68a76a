# What a program does that prints a file in pieces of 49 bytes: open, read until 0, close.
#
# Lockstep runs modules and not compiled programs of user space: cat and dd make the same system calls.
#
#     lockstep run --script examples/shell/user_read.sh

echo 'The quick brown fox jumps over the lazy dog, and the dog does not even look up.' > /tmp/foo.txt
dd if=/tmp/foo.txt bs=49
cat /tmp/foo.txt

# What is not there cannot be opened, and that is said instead of read.
dd if=/tmp/bar.txt bs=49

# The same on a module's file: each read is one call of its proc_read.
insmod examples/proc/proc_ops_all.c
dd if=/proc/ops bs=2 count=2
rmmod proc_ops_all
dmesg
