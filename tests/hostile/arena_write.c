// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops|out-of-bounds
/* Memory that nobody has allocated is written. */
#include <linux/module.h>

static void attack(void)
{
	*(long *)(0x24000000 + (8 << 20)) = 1;
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
