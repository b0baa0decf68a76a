// SPDX-License-Identifier: MIT OR Apache-2.0
/* A loop goes one element too far. */
#include <linux/module.h>
#include <linux/slab.h>

static void attempt(void)
{
	int *numbers = kcalloc(4, sizeof(*numbers), GFP_KERNEL), i;

	if (!numbers)
		return;
	for (i = 0; i <= 4; i++)
		numbers[i] = i; //~ ERROR out-of-bounds
	kfree(numbers);
}

static int __init test_init(void)
{
	attempt();
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
