// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0
/* Preemption is disabled ten thousand times. */
#include <linux/module.h>
#include <linux/preempt.h>

static void attack(void)
{
	int i;

	for (i = 0; i < 10000; i++)
		preempt_disable();
	for (i = 0; i < 10000; i++)
		preempt_enable();
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
