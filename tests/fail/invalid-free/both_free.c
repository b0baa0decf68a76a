// SPDX-License-Identifier: MIT OR Apache-2.0
/* Two threads each see that the object is still there, and free it. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/slab.h>

static int *object;
static DECLARE_COMPLETION(done);

static int one(void *unused)
{
	int *mine = READ_ONCE(object);

	WRITE_ONCE(object, NULL);
	kfree(mine); //~ ERROR invalid-free
	complete(&done);
	return 0;
}

static int other(void *unused)
{
	int *mine = READ_ONCE(object);

	WRITE_ONCE(object, NULL);
	kfree(mine); //~ ERROR invalid-free
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
