insmod hello.c
dmesg
dmesg -l err,warn
dmesg -t | tail -n 1
dmesg -T | head -1
dmesg -r | head -n 1
dmesg -x | tail -2
dmesg -l loud
dmesg -C
dmesg
dmesg -n 8
rmmod hello
dmesg -c
dmesg -n 9
