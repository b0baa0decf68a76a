# What a program does that writes eleven bytes to a file: open, write, close, and a look at what write returned.
#
# Lockstep runs modules and not compiled programs of user space: printf, echo and dd make the same system calls.
#
#     lockstep run --script examples/shell/user_write.sh

printf 'hello world' > /tmp/foo.txt
wc -c /tmp/foo.txt
cat /tmp/foo.txt
echo

# Opening for writing makes the file empty first; appending does not.
printf 'bye' > /tmp/foo.txt
printf ' bye' >> /tmp/foo.txt
wc -c /tmp/foo.txt

# The same on a module's file. What proc_write returns below 0 is the error that the writer sees.
insmod examples/proc/proc_ops_all.c
echo 12345 > /proc/ops
cat /proc/ops
echo 'this is longer than sixteen bytes' > /proc/ops
rmmod proc_ops_all
