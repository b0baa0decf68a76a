// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * An integer that is allocated by whoever asks for it first. Several callers may allocate, one of them publishes its
 * memory with cmpxchg(), and the others free theirs and take what is there: every caller gets the same object. An
 * error is returned as ERR_PTR(-ENOMEM) and recognised by IS_ERR(), since it is not NULL.
 *
 *     lockstep run examples/memory/lazy_alloc.c
 *     lockstep check examples/memory/lazy_alloc.c
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/slab.h>

static int *shared;
static int *got[2];
static DECLARE_COMPLETION(done);

static int *get_shared(void)
{
	int *found = smp_load_acquire(&shared);
	int *fresh;

	if (found)
		return found;
	fresh = kzalloc(sizeof(*fresh), GFP_KERNEL);
	if (!fresh)
		return ERR_PTR(-ENOMEM);
	found = cmpxchg(&shared, NULL, fresh);
	if (found)
		kfree(fresh);
	return found ? found : fresh;
}

static int caller(void *slot)
{
	*(int **)slot = get_shared();
	complete(&done);
	return 0;
}

static int __init lazy_alloc_init(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(got); i++)
		if (IS_ERR(kthread_run(caller, &got[i], "caller/%d", i)))
			complete(&done);
	return 0;
}

static void __exit lazy_alloc_exit(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(got); i++)
		wait_for_completion(&done);
	BUG_ON(got[0] != got[1]);
	pr_info("lazy_alloc: both callers have the same integer\n");
	kfree(shared);
}

module_init(lazy_alloc_init);
module_exit(lazy_alloc_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Allocates an integer when it is wanted");
