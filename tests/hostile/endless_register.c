// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 soft-lockup
/* A loop that works on a register only, without end, in a thread. */
#include <linux/kthread.h>
#include <linux/module.h>

static int spin(void *unused)
{
	register unsigned long n asm("rbx") = 0;

	for (;;)
		asm volatile("incq %0" : "+r"(n));
	return 0;
}

static void attack(void)
{
	kthread_run(spin, NULL, "spin");
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
