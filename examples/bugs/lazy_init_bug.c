// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Whoever needs the object first makes it. Two who both find none make two, and one of them is never freed.
 * lazy_init.c is the repaired one.
 *
 *     lockstep check examples/bugs/lazy_init_bug.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/slab.h>

static DECLARE_COMPLETION(done);
static int *object;

static int user(void *unused)
{
	if (!READ_ONCE(object)) {
		int *made = kzalloc(sizeof(*made), GFP_KERNEL);

		WRITE_ONCE(object, made);
	}
	complete(&done);
	return 0;
}

static int __init lazy_init_init(void)
{
	long i;

	for (i = 0; i < 2; i++) {
		if (IS_ERR(kthread_run(user, (void *)i, "user/%ld", i)))
			complete(&done);
	}
	return 0;
}

static void __exit lazy_init_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
	kfree(object);
}

module_init(lazy_init_init);
module_exit(lazy_init_exit);

MODULE_LICENSE("Dual MIT/GPL");
