// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* Memory of the stack is called. */
#include <linux/module.h>

static void attack(void)
{
	volatile char code[16];

	code[0] = 0xc3;
	((void (*)(void))(unsigned long)code)();
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
