// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Exercise 11. A page is shared by two readers, and whoever is last frees it. Both count down; why does sometimes
 * nobody free it, and sometimes both? Count and ask in one step.
 *
 *     lockstep run examples/exercises/11_last_reference.c
 *     lockstep check examples/exercises/11_last_reference.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/slab.h>

struct page_copy {
	int readers;
	char text[16];
};

static struct page_copy *page;
static DECLARE_COMPLETION(done);

static int reader(void *unused)
{
	/* TODO: count down and ask in one step. */
	page->readers--;
	if (page->readers == 0)
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
	page->readers = 2;
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
