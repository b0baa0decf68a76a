// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Exercise 11, solved: refcount_dec_and_test() counts down and says in the same step who is last.
 *
 *     lockstep run examples/exercises/11_last_reference_solution.c
 *     lockstep check examples/exercises/11_last_reference_solution.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/refcount.h>
#include <linux/slab.h>

struct page_copy {
	refcount_t readers;
	char text[16];
};

static struct page_copy *page;
static DECLARE_COMPLETION(done);

static int reader(void *unused)
{
	if (refcount_dec_and_test(&page->readers))
		kfree(page);
	complete(&done);
	return 0;
}

static int __init last_reference_init(void)
{
	int i;

	page = kzalloc(sizeof(*page), GFP_KERNEL);
	if (!page)
		return -ENOMEM;
	refcount_set(&page->readers, 2);
	for (i = 0; i < 2; i++)
		if (IS_ERR(kthread_run(reader, NULL, "reader/%d", i)))
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
MODULE_DESCRIPTION("Frees with the last reader");
