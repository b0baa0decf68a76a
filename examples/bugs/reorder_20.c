// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * The two values are one word. reorder_20_bug.c is the one that goes wrong.
 *
 *     lockstep run examples/bugs/reorder_20.c --cpus 24
 *     lockstep check examples/bugs/reorder_20.c --cpus 24 --executions 10000
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static DECLARE_COMPLETION(done);
static unsigned int both;

static int setter(void *unused)
{
	WRITE_ONCE(both, 1 << 16 | 1);
	complete(&done);
	return 0;
}

static int checker(void *unused)
{
	unsigned int seen = READ_ONCE(both);

	BUG_ON((seen >> 16) != (seen & 0xffff));
	complete(&done);
	return 0;
}

static int __init reorder_20_init(void)
{
	long i;

	for (i = 0; i < 19; i++) {
		if (IS_ERR(kthread_run(setter, (void *)i, "setter/%ld", i)))
			complete(&done);
	}
	if (IS_ERR(kthread_run(checker, NULL, "checker")))
		complete(&done);
	return 0;
}

static void __exit reorder_20_exit(void)
{
	int i;

	for (i = 0; i < 20; i++)
		wait_for_completion(&done);
}

module_init(reorder_20_init);
module_exit(reorder_20_exit);

MODULE_LICENSE("Dual MIT/GPL");
