// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A reader looks at the version before it reads two values, and not after it: it may have one of them old and one
 * new. snapshot.c is the repaired one.
 *
 *     lockstep check examples/bugs/snapshot_bug.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static DECLARE_COMPLETION(done);
static int version, left, right;

static int writer(void *unused)
{
	WRITE_ONCE(version, 1);
	smp_wmb();
	WRITE_ONCE(left, 1);
	WRITE_ONCE(right, 1);
	smp_wmb();
	WRITE_ONCE(version, 2);
	complete(&done);
	return 0;
}

static int reader(void *unused)
{
	int before, a, b;

	before = READ_ONCE(version);
	smp_rmb();
	a = READ_ONCE(left);
	b = READ_ONCE(right);
	BUG_ON(!(before & 1) && a != b);
	complete(&done);
	return 0;
}

static int __init snapshot_init(void)
{
	if (IS_ERR(kthread_run(writer, NULL, "writer")))
		complete(&done);
	if (IS_ERR(kthread_run(reader, NULL, "reader")))
		complete(&done);
	return 0;
}

static void __exit snapshot_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
}

module_init(snapshot_init);
module_exit(snapshot_exit);

MODULE_LICENSE("Dual MIT/GPL");
