// SPDX-License-Identifier: MIT OR Apache-2.0
/* The condition holds already, so wait_event() does not sleep here; it is wrong to ask it with preemption off. */
#include <linux/module.h>
#include <linux/smp.h>
#include <linux/wait.h>

static DECLARE_WAIT_QUEUE_HEAD(queue);
static int ready = 1;

static int __init demo_init(void)
{
	int cpu = get_cpu(); //~ ERROR sleep-in-atomic

	pr_info("on CPU %s0\n", cpu ? "above " : "");
	wait_event(queue, ready); //~ ERROR sleep-in-atomic
	put_cpu();
	return 0;
}

static void __exit demo_exit(void)
{
}

module_init(demo_init);
module_exit(demo_exit);
MODULE_LICENSE("Dual MIT/GPL");
