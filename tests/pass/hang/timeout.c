// SPDX-License-Identifier: MIT OR Apache-2.0
/* A wait for what never comes has a limit. */
#include <linux/completion.h>
#include <linux/module.h>
#include <linux/sched.h>

static DECLARE_COMPLETION(never);

static void attempt(void)
{
	if (!wait_for_completion_timeout(&never, HZ))
		pr_info("it did not come\n");
	schedule_timeout_uninterruptible(HZ);
}

static int __init test_init(void)
{
	attempt();
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
