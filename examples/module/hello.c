// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * The smallest module: one line of the log when it is loaded, one when it is removed.
 *
 *     lockstep run examples/module/hello.c
 *     lockstep check examples/module/hello.c
 */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/printk.h>

static int __init hello_init(void)
{
	pr_info("hello: in the kernel\n");
	return 0;
}

static void __exit hello_exit(void)
{
	pr_info("hello: no longer in the kernel\n");
}

module_init(hello_init);
module_exit(hello_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Says that it comes and goes");
