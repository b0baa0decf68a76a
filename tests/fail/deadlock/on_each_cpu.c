// SPDX-License-Identifier: MIT OR Apache-2.0
/* A function that runs on each CPU takes a lock that its sender holds. */
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
	spin_lock(&lock); //~ ERROR deadlock
	total++;
	spin_unlock(&lock);
}

static int __init test_init(void)
{
	spin_lock(&lock);
	on_each_cpu(visit, NULL, 1);
	spin_unlock(&lock);
	return 0;
}

static void __exit test_exit(void)
{
	pr_info("%d\n", total);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
