// SPDX-License-Identifier: MIT OR Apache-2.0
/* A local array that is larger than a kernel stack. */
#include <linux/module.h>
#include <linux/string.h>

static void attempt(void)
{
	char page[20000]; //~ ERROR stack-overflow

	page[0] = 1;
	memset(page, 0, sizeof(page));
	pr_info("%d\n", page[sizeof(page) - 1]);
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
