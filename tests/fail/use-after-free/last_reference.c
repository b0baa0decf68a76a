// SPDX-License-Identifier: MIT OR Apache-2.0
/* A reference is counted down and the object used once more. */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/slab.h>

struct object {
	atomic_t references;
	int value;
};

static struct object *object;

static void put(struct object *o)
{
	if (atomic_dec_and_test(&o->references))
		kfree(o);
}
static DECLARE_COMPLETION(done);

static int one(void *unused)
{
	put(object);
	complete(&done);
	return 0;
}

static int other(void *unused)
{
	put(object);
	pr_info("%d\n", READ_ONCE(object->value)); //~ ERROR use-after-free
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	object = kzalloc(sizeof(*object), GFP_KERNEL);
	if (!object)
		return -ENOMEM;
	atomic_set(&object->references, 2);
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
