// SPDX-License-Identifier: MIT OR Apache-2.0
/* A loop tries to take a lock until it has it. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static int value;
static DECLARE_COMPLETION(done);

static int one(void *unused)
{
	spin_lock(&lock);
	value++;
	spin_unlock(&lock);
	complete(&done);
	return 0;
}

static int other(void *unused)
{
	while (!spin_trylock(&lock))
		cpu_relax();
	value++;
	spin_unlock(&lock);
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
