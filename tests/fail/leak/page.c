// SPDX-License-Identifier: MIT OR Apache-2.0
/* A page that is never freed. */
#include <linux/gfp.h>
#include <linux/module.h>

static struct page *page;

static int __init test_init(void)
{
	page = alloc_page(GFP_KERNEL); //~ ERROR leak
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
