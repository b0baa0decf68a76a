// SPDX-License-Identifier: MIT OR Apache-2.0
/* The divisor is set to zero between the check and the division. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>

static int divisor = 2;
static DECLARE_COMPLETION(done);

static int one(void *unused)
{
	if (READ_ONCE(divisor))
		pr_info("%d\n", 10 / READ_ONCE(divisor)); //~ ERROR oops
	complete(&done);
	return 0;
}

static int other(void *unused)
{
	WRITE_ONCE(divisor, 0);
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
