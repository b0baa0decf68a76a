// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 0
/* %s of a small integer, for which Linux prints (efault). */
#include <linux/module.h>

static void attack(void)
{
	pr_info("%s\n", (char *)42l);
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
