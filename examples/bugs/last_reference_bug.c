// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A lookup finds the object and counts its reference afterwards. The last one may be given back in between, and
 * the object be freed. last_reference.c is the repaired one.
 *
 *     lockstep check examples/bugs/last_reference_bug.c
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static DECLARE_COMPLETION(done);
struct object {
	atomic_t references;
	int value;
};

static struct object it = { ATOMIC_INIT(1), 1 };
static struct object *object = &it;

static void put(struct object *o)
{
	if (atomic_dec_and_test(&o->references))
		WRITE_ONCE(o->value, -1);
}

static int lookup(void *unused)
{
	struct object *o = object;

	atomic_inc(&o->references);
	BUG_ON(READ_ONCE(o->value) < 0);
	put(o);
	complete(&done);
	return 0;
}

static int owner(void *unused)
{
	put(object);
	complete(&done);
	return 0;
}

static int __init last_reference_init(void)
{
	if (IS_ERR(kthread_run(lookup, NULL, "lookup")))
		complete(&done);
	if (IS_ERR(kthread_run(owner, NULL, "owner")))
		complete(&done);
	return 0;
}

static void __exit last_reference_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
}

module_init(last_reference_init);
module_exit(last_reference_exit);

MODULE_LICENSE("Dual MIT/GPL");
