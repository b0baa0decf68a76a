// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * An integer that is allocated by whoever asks for it first. Two callers both find no pointer, both allocate, and
 * both store: one gets memory that nobody else knows, and the other's object is the one that stays. lazy_alloc.c lets
 * one of both win.
 *
 *     lockstep run examples/memory/lazy_alloc_bug.c
 *     lockstep check examples/memory/lazy_alloc_bug.c
 */
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
	if (!shared) {
		shared = kzalloc(sizeof(*shared), GFP_KERNEL);
		if (!shared)
			return ERR_PTR(-ENOMEM);
	}
	return shared;
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
	pr_info("lazy_alloc_bug: both callers have the same integer\n");
	kfree(shared);
}

module_init(lazy_alloc_init);
module_exit(lazy_alloc_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Allocates an integer when it is wanted");
