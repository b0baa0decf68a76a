// SPDX-License-Identifier: MIT OR Apache-2.0
/* A reference is given back that nobody has: underflow. */
#include <linux/module.h>
#include <linux/refcount.h>

static refcount_t r = REFCOUNT_INIT(0);

static int __init test_init(void)
{
	WARN_ON(refcount_dec_and_test(&r)); //~ ERROR warn
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
