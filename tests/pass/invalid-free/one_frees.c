// SPDX-License-Identifier: MIT OR Apache-2.0
/* Two threads take the object away in one step, so that one of them frees it. */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/slab.h>

static int *object;
static DECLARE_COMPLETION(done);

static int one(void *unused)
{
	kfree(xchg(&object, NULL));
	complete(&done);
	return 0;
}

static int other(void *unused)
{
	kfree(xchg(&object, NULL));
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	object = kmalloc(sizeof(*object), GFP_KERNEL);
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
