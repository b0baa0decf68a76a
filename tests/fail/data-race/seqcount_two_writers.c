// SPDX-License-Identifier: MIT OR Apache-2.0
/* A sequence counter alone does not keep two writers apart. */
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/seqlock.h>

static seqcount_t count;

static int writer(void *unused)
{
	preempt_disable();
	write_seqcount_begin(&count); //~ ERROR data-race
	write_seqcount_end(&count); //~ ERROR data-race
	preempt_enable();
	return 0;
}

static int __init test_init(void)
{
	seqcount_init(&count);
	kthread_run(writer, NULL, "writer");
	kthread_run(writer, NULL, "writer");
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
