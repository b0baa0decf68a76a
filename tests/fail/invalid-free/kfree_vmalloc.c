// SPDX-License-Identifier: MIT OR Apache-2.0
/* Memory of vmalloc() is given to kfree(). */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

static void *table;

static int __init test_init(void)
{
	table = vmalloc(3 * PAGE_SIZE);
	if (!table)
		return -ENOMEM;
	kfree(table); //~ ERROR invalid-free
	return 0;
}

static void __exit test_exit(void)
{
	vfree(table);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
