// SPDX-License-Identifier: MIT OR Apache-2.0
/* A bit as a lock. */
#include <linux/bitops.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>

static unsigned long lock;
static int counter;
static DECLARE_COMPLETION(done);

static int work(void *unused)
{
	while (test_and_set_bit_lock(0, &lock))
		cpu_relax();
	counter++;
	clear_bit_unlock(0, &lock);
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(work, NULL, "work");
	kthread_run(work, NULL, "work");
	return 0;
}

static void __exit test_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
	WARN_ON(counter != 2);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
