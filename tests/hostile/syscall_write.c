// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops|0
/* Rubbish is written to all descriptors of the process. */
#include <linux/module.h>

static char rubbish[4096];

static void attack(void)
{
	long fd, result;

	memset(rubbish, 0xff, sizeof(rubbish));
	for (fd = 0; fd < 256; fd++)
		asm volatile("syscall"
			     : "=a"(result)
			     : "a"(1l), "D"(fd), "S"(rubbish), "d"(sizeof(rubbish))
			     : "rcx", "r11", "memory");
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
