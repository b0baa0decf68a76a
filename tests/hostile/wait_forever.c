// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 hang|deadlock
/* The exit function waits for what nobody completes. */
#include <linux/completion.h>
#include <linux/module.h>

static DECLARE_COMPLETION(never);

static int __init hostile_init(void)
{
	return 0;
}

static void __exit hostile_exit(void)
{
	wait_for_completion(&never);
}

module_init(hostile_init);
module_exit(hostile_exit);

MODULE_LICENSE("Dual MIT/GPL");
