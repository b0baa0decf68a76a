// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Set-up is done by the first who comes, who sets a bit and sees in the same step that it was not set. once_bug.c
 * is the one that goes wrong.
 *
 *     lockstep check examples/bugs/once.c
 */
#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static DECLARE_COMPLETION(done);
static unsigned long flags;
static atomic_t done_so_far = ATOMIC_INIT(0);

static int user(void *unused)
{
	if (!test_and_set_bit(0, &flags))
		atomic_inc(&done_so_far);
	complete(&done);
	return 0;
}

static int __init once_init(void)
{
	long i;

	for (i = 0; i < 3; i++) {
		if (IS_ERR(kthread_run(user, (void *)i, "user/%ld", i)))
			complete(&done);
	}
	return 0;
}

static void __exit once_exit(void)
{
	int i;

	for (i = 0; i < 3; i++)
		wait_for_completion(&done);
	BUG_ON(atomic_read(&done_so_far) != 1);
}

module_init(once_init);
module_exit(once_exit);

MODULE_LICENSE("Dual MIT/GPL");
