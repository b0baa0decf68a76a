// SPDX-License-Identifier: MIT OR Apache-2.0
/* A lock is unlocked in an object that was freed under it. */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

struct object {
	struct mutex lock;
	int value;
};

static void attempt(void)
{
	struct object *object = kzalloc(sizeof(*object), GFP_KERNEL);

	if (!object)
		return;
	mutex_init(&object->lock);
	mutex_lock(&object->lock);
	kfree(object); //~ ERROR held-lock-freed
	mutex_unlock(&object->lock); //~ ERROR use-after-free
}

static int __init test_init(void)
{
	attempt();
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
