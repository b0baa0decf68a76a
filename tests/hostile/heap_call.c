// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* Memory of the heap is called, although what lies there are instructions. */
#include <linux/module.h>
#include <linux/slab.h>

static void attack(void)
{
	char *code = kmalloc(16, GFP_KERNEL);

	if (!code)
		return;
	code[0] = 0xc3;
	((void (*)(void))code)();
	kfree(code);
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
