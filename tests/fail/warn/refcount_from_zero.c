// SPDX-License-Identifier: MIT OR Apache-2.0
/* A reference is taken of what is gone. */
#include <linux/module.h>
#include <linux/refcount.h>

static refcount_t r = REFCOUNT_INIT(0);

static int __init test_init(void)
{
	refcount_inc(&r); //~ ERROR warn
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
