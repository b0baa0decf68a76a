// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 stack-overflow
/* A loop takes memory of its frame without end. */
#include <linux/module.h>

static void attack(void)
{
	volatile char *p;
	int i;

	for (i = 0; i < 1 << 20; i++) {
		p = __builtin_alloca(256);
		p[0] = i;
	}
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
