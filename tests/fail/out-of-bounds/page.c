// SPDX-License-Identifier: MIT OR Apache-2.0
/* The byte behind a page is written. */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/module.h>

static unsigned long page;

static int __init test_init(void)
{
	page = get_zeroed_page(GFP_KERNEL);
	if (!page)
		return -ENOMEM;
	*((char *)page + PAGE_SIZE) = 1; //~ ERROR out-of-bounds
	return 0;
}

static void __exit test_exit(void)
{
	free_page(page);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
