// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 misuse|warn
/* A line that was never requested is freed. */
#include <linux/interrupt.h>
#include <linux/module.h>

static void attack(void)
{
	free_irq(9, NULL);
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
