// SPDX-License-Identifier: MIT OR Apache-2.0
/* Stores of different members. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>

struct triple {
	long a, b, c;
};

static struct triple all, none = { 1, 2, 3 };
static DECLARE_COMPLETION(done);

static int first(void *unused)
{
	all.a = 1;
	complete(&done);
	return 0;
}

static int second(void *unused)
{
	all.b = none.b;
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(first, NULL, "first");
	kthread_run(second, NULL, "second");
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
