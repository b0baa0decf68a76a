// SPDX-License-Identifier: MIT OR Apache-2.0
/* Two threads take the one place in one step. */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/slab.h>

static int *slots;
static atomic_t used = ATOMIC_INIT(0);
static DECLARE_COMPLETION(done);

static int one(void *unused)
{
	if (atomic_add_unless(&used, 1, 1))
		slots[0] = 1;
	complete(&done);
	return 0;
}

static int other(void *unused)
{
	if (atomic_add_unless(&used, 1, 1))
		slots[0] = 2;
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	slots = kzalloc(sizeof(*slots), GFP_KERNEL);
	if (!slots)
		return -ENOMEM;
	kthread_run(one, NULL, "one");
	kthread_run(other, NULL, "other");
	return 0;
}

static void __exit test_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
	kfree(slots);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
