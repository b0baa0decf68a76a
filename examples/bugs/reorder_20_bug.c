// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * 19 threads store the same two values, which belong together, one after the other; a reader that comes in between
 * sees one of them alone. Only the first of the 19 stores changes anything, so most interleavings show nothing.
 * reorder_20.c is the repaired one.
 *
 *     lockstep run examples/bugs/reorder_20_bug.c --cpus 24
 *     lockstep check examples/bugs/reorder_20_bug.c --cpus 24 --executions 10000
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static DECLARE_COMPLETION(done);
static int a, b;

static int setter(void *unused)
{
	WRITE_ONCE(a, 1);
	WRITE_ONCE(b, -1);
	complete(&done);
	return 0;
}

static int checker(void *unused)
{
	int x = READ_ONCE(a), y = READ_ONCE(b);

	BUG_ON(x + y != 0 && x == 1);
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
