// SPDX-License-Identifier: MIT OR Apache-2.0
/* A function runs on each CPU, and takes a lock that is taken with interrupts off. */
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static DEFINE_PER_CPU(int, visits);
static int total;

static void visit(void *unused)
{
	this_cpu_inc(visits);
	spin_lock(&lock);
	total++;
	spin_unlock(&lock);
}

static int __init test_init(void)
{
	unsigned long flags;

	on_each_cpu(visit, NULL, 1);
	smp_call_function_single(1, visit, NULL, 1);
	spin_lock_irqsave(&lock, flags);
	total = 0;
	spin_unlock_irqrestore(&lock, flags);
	return 0;
}

static void __exit test_exit(void)
{
	pr_info("%d\n", total);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
