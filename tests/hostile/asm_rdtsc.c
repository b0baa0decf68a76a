// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0
/* The time-stamp counter decides what is printed. */
#include <linux/module.h>

static unsigned int low;

static void attack(void)
{
	unsigned int high;

	asm volatile("rdtsc" : "=a"(low), "=d"(high));
	if (low & 1024)
		pr_info("odd\n");
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
