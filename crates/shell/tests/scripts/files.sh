cat /proc/value /proc/missing
echo 5 > /proc/strict
echo $?
cat /proc/value > /proc/strict
echo 1 > /proc/strict && echo written
echo x > /proc/none
echo x > /nowhere/y
echo hi | tee /proc/strict
printf 'a\nb\n' > /tmp/x; echo c >> /tmp/x; cat -n /tmp/x
ls /
ls -l /dev /tmp
ls -l /sys/link /missing
ls -a /tmp
chmod 600 /tmp/x; chmod u+x,g+r /tmp/x; ls -l /tmp/x
chmod 9 /tmp/x
mkdir /tmp/d /tmp/d
touch /tmp/d/y
rm /tmp/d
rmdir /tmp/d
rm -r /tmp/d && ls /tmp
rm /tmp/x /tmp/none /proc/value
mknod /dev/mine c 240 3; ls -l /dev/mine
mknod /dev/disk b 1 2
dd if=/proc/value of=/tmp/z bs=1 count=1
dd if=/dev/bad
dd if=/dev/missing
dd of=/proc/strict < /proc/value
cp /proc/value /tmp/copy; cat /tmp/copy
ioctl /dev/empty 7 0x10
ioctl /dev/empty 8
ioctl /dev/missing 7
unplug mine
unplug mine
irq 7; irq 8; irq x
cat /dev/empty
echo $?
cat < /proc/value
cat < /proc/missing
stat /dev/null
cd /proc; pwd; cat value; cd nowhere; cd value
