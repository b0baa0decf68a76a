// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 soft-lockup
/* An exit function that does nothing, without end. */
#include <linux/module.h>

static int __init hostile_init(void)
{
	return 0;
}

static void __exit hostile_exit(void)
{
	for (;;)
		;
}

module_init(hostile_init);
module_exit(hostile_exit);

MODULE_LICENSE("Dual MIT/GPL");
