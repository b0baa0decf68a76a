// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0|1 oops
/* Alignment checking is switched on, for the module and whoever runs after it. */
#include <linux/module.h>

static char a[64];

static void attack(void)
{
	asm volatile("pushfq; orl $0x40000, (%%rsp); popfq" ::: "memory", "cc");
	*(int *)(a + 1) = 1;
	pr_info("aligned\n");
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
