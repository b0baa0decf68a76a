// SPDX-License-Identifier: MIT OR Apache-2.0
/* Whoever counts down to zero reads what both have written. */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>

static atomic_t users = ATOMIC_INIT(2);
static int a, b;

static void put(void)
{
	if (atomic_dec_and_test(&users))
		pr_info("%d\n", a + b);
}
static DECLARE_COMPLETION(done);

static int one(void *unused)
{
	a = 1;
	put();
	complete(&done);
	return 0;
}

static int other(void *unused)
{
	b = 2;
	put();
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
