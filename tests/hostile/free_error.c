// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 invalid-free|oops
/* An error pointer is freed. */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>

static void attack(void)
{
	kfree(ERR_PTR(-ENOMEM));
}

static int __init hostile_init(void)
{
	attack();
	return 0;
}

static void __exit hostile_exit(void)
{
}

module_init(hostile_init);
module_exit(hostile_exit);

MODULE_LICENSE("Dual MIT/GPL");
