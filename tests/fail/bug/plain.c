// SPDX-License-Identifier: MIT OR Apache-2.0
/* BUG(). */
#include <linux/bug.h>
#include <linux/module.h>

static int state = 3;

static void attempt(void)
{
	switch (state) {
	case 1:
	case 2:
		break;
	default:
		BUG(); //~ ERROR bug
	}
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
