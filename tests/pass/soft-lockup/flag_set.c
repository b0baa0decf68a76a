// SPDX-License-Identifier: MIT OR Apache-2.0
/* A loop waits for a flag that another thread sets. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>

static int ready;
static int value;
static DECLARE_COMPLETION(done);

static int one(void *unused)
{
	value = 1;
	smp_store_release(&ready, 1);
	complete(&done);
	return 0;
}

static int other(void *unused)
{
	while (!smp_load_acquire(&ready))
		cpu_relax();
	pr_info("%d\n", value);
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(one, NULL, "one");
	kthread_run(other, NULL, "other");
	return 0;
}

static void __exit test_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
