// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * An init function that returns an error: insmod fails, the module does not stay, and its exit function never runs.
 * For a try at a few lines of code this is handy, since it can be inserted again at once.
 *
 *     lockstep run examples/module/init_refuses.c
 *     lockstep check examples/module/init_refuses.c
 */
#include <linux/errno.h>
#include <linux/module.h>

static int __init init_refuses_init(void)
{
	pr_info("init_refuses: hello, and goodbye\n");
	return -EPERM;
}

static void __exit init_refuses_exit(void)
{
	pr_info("init_refuses: never said\n");
}

module_init(init_refuses_init);
module_exit(init_refuses_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Refuses to stay");
