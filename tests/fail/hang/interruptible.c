// SPDX-License-Identifier: MIT OR Apache-2.0
/* Nobody completes what the exit function waits for, and nobody sends a signal. */
#include <linux/completion.h>
#include <linux/module.h>

static DECLARE_COMPLETION(done);

static int __init test_init(void)
{
	return 0;
}

static void __exit test_exit(void)
{
	if (wait_for_completion_interruptible(&done)) //~ ERROR hang
		pr_info("interrupted\n");
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
