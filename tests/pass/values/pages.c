// SPDX-License-Identifier: MIT OR Apache-2.0
/* Pages, their addresses and references; vmalloc() and kvmalloc(). */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

static int __init test_init(void)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_ZERO, 1);
	char *bytes, *large;
	unsigned long one;

	if (!page)
		return -ENOMEM;
	bytes = page_address(page);
	WARN_ON((unsigned long)bytes & ~PAGE_MASK || bytes[0] || bytes[2 * PAGE_SIZE - 1]);
	WARN_ON(virt_to_page(bytes) != page || virt_to_page(bytes + PAGE_SIZE + 5) != page + 1);
	WARN_ON(pfn_to_page(page_to_pfn(page)) != page || page_count(page) != 1);
	get_page(page);
	put_page(page);
	bytes[0] = 1;
	__free_pages(page, 1);

	one = __get_free_page(GFP_KERNEL);
	free_page(one);
	free_page(0);

	large = vzalloc(3 * PAGE_SIZE + 1);
	if (large) {
		WARN_ON(!is_vmalloc_addr(large) || large[3 * PAGE_SIZE]);
		WARN_ON(page_address(vmalloc_to_page(large + PAGE_SIZE)) != large + PAGE_SIZE);
	}
	vfree(large);
	large = kvmalloc(5 * PAGE_SIZE, GFP_KERNEL);
	kvfree(large);
	large = kvcalloc(4, 4, GFP_KERNEL);
	WARN_ON(large && (large[15] || is_vmalloc_addr(large)));
	kvfree(large);
	vfree(NULL);
	kvfree(NULL);
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
