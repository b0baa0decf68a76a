insmod hello.c who=you times=3
lsmod
insmod hello.c
echo $?
insmod hello.c times=x
insmod broken.c
insmod missing.ko
rmmod hello
rmmod hello
rmmod busy
modprobe hello
modprobe -r hello
modprobe other
modinfo hello.c
modinfo other.ko
insmod
rmmod
make
