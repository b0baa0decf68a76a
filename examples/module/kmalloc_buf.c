// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * A buffer of 50 bytes lives as long as the module: init allocates it, exit gives it back. GFP_KERNEL may sleep until
 * there is memory, which init is allowed to do; that there may be none, init has to be prepared for. kfree(NULL)
 * does nothing, so nobody asks before calling it.
 *
 *     lockstep run examples/module/kmalloc_buf.c
 *     lockstep check examples/module/kmalloc_buf.c
 */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/slab.h>

#define BUF_SIZE 50

static char *buf;

static int __init kmalloc_buf_init(void)
{
	buf = kmalloc(BUF_SIZE, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	pr_info("kmalloc_buf: hello with %d bytes\n", BUF_SIZE);
	return 0;
}

static void __exit kmalloc_buf_exit(void)
{
	pr_info("kmalloc_buf: goodbye\n");
	kfree(buf);
}

module_init(kmalloc_buf_init);
module_exit(kmalloc_buf_exit);

MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Owns a buffer");
