// SPDX-License-Identifier: MIT OR Apache-2.0
/* Peterson's lock, where each takes the turn for itself. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>

static int wants[2], turn;
static int counter;

static void lock(int me)
{
	WRITE_ONCE(wants[me], 1);
	WRITE_ONCE(turn, me);
	smp_mb();
	while (READ_ONCE(wants[!me]) && READ_ONCE(turn) == !me)
		cpu_relax();
	smp_mb();
}

static void unlock(int me)
{
	smp_store_release(&wants[me], 0);
}
static DECLARE_COMPLETION(done);

static int one(void *unused)
{
	lock(0);
	counter++; //~ ERROR data-race
	unlock(0);
	complete(&done);
	return 0;
}

static int other(void *unused)
{
	lock(1);
	counter++; //~ ERROR data-race
	unlock(1);
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(one, NULL, "one");
	kthread_run(other, NULL, "other");
	return 0;
}

static void __exit test_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
