// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Who does not find the entry gives the lock back while it makes one, and inserts it without another look: there
 * are two. cache_fill.c is the repaired one.
 *
 *     lockstep check examples/bugs/cache_fill_bug.c
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/spinlock.h>

static DECLARE_COMPLETION(done);
static DEFINE_SPINLOCK(lock);
static int entries[4], used;

static bool is_there(int key)
{
	int i;

	for (i = 0; i < used; i++)
		if (entries[i] == key)
			return true;
	return false;
}

static int user(void *unused)
{
	bool found;

	spin_lock(&lock);
	found = is_there(7);
	spin_unlock(&lock);
	if (!found) {
		spin_lock(&lock);
		entries[used++] = 7;
		spin_unlock(&lock);
	}
	complete(&done);
	return 0;
}

static int __init cache_fill_init(void)
{
	long i;

	for (i = 0; i < 2; i++) {
		if (IS_ERR(kthread_run(user, (void *)i, "user/%ld", i)))
			complete(&done);
	}
	return 0;
}

static void __exit cache_fill_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
	BUG_ON(used != 1);
}

module_init(cache_fill_init);
module_exit(cache_fill_exit);

MODULE_LICENSE("Dual MIT/GPL");
