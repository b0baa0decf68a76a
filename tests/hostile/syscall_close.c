// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* All descriptors of the process are closed. */
#include <linux/module.h>

static void attack(void)
{
	long fd, result;

	for (fd = 0; fd < 256; fd++)
		asm volatile("syscall" : "=a"(result) : "a"(3l), "D"(fd) : "rcx", "r11", "memory");
}

static int __init hostile_init(void)
{
	attack();
	return 0;
}

static void __exit hostile_exit(void)
{
}

module_init(hostile_init);
module_exit(hostile_exit);

MODULE_LICENSE("Dual MIT/GPL");
