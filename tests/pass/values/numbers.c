// SPDX-License-Identifier: MIT OR Apache-2.0
/* idr, ida and xarray. */
#include <linux/idr.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/xarray.h>

static DEFINE_IDR(idr);
static DEFINE_IDA(ida);
static DEFINE_XARRAY(array);
static DEFINE_XARRAY_ALLOC1(numbered);
static int things[300];

static int __init test_init(void)
{
	unsigned long index;
	int id, n = 0, *thing;
	u32 number;

	for (int i = 0; i < 300; i++)
		WARN_ON(idr_alloc(&idr, &things[i], 5, 0, GFP_KERNEL) != 5 + i);
	WARN_ON(idr_find(&idr, 5) != &things[0] || idr_find(&idr, 304) != &things[299] || idr_find(&idr, 305));
	WARN_ON(idr_remove(&idr, 70) != &things[65] || idr_alloc(&idr, things, 5, 71, GFP_KERNEL) != 70);
	WARN_ON(idr_alloc(&idr, things, 5, 305, GFP_KERNEL) != -ENOSPC);
	idr_for_each_entry(&idr, thing, id)
		n++;
	WARN_ON(n != 300);
	WARN_ON(idr_alloc_cyclic(&idr, things, 1, 0, GFP_KERNEL) != 1);
	WARN_ON(idr_alloc_cyclic(&idr, things, 1, 0, GFP_KERNEL) != 2);
	idr_destroy(&idr);
	WARN_ON(!idr_is_empty(&idr));

	WARN_ON(ida_alloc(&ida, GFP_KERNEL) != 0 || ida_alloc_min(&ida, 100000, GFP_KERNEL) != 100000);
	WARN_ON(ida_alloc_max(&ida, 0, GFP_KERNEL) != -ENOSPC);
	ida_free(&ida, 0);
	ida_free(&ida, 100000);
	WARN_ON(!ida_is_empty(&ida));

	WARN_ON(xa_store(&array, 7, &things[7], GFP_KERNEL) || xa_load(&array, 7) != &things[7]);
	WARN_ON(xa_err(xa_store(&array, 1UL << 40, &things[1], GFP_KERNEL)));
	WARN_ON(xa_insert(&array, 7, things, GFP_KERNEL) != -EBUSY || xa_load(&array, 8));
	n = 0;
	xa_for_each(&array, index, thing)
		n += index == 7 ? thing == &things[7] : index == 1UL << 40;
	WARN_ON(n != 2 || xa_erase(&array, 7) != &things[7] || xa_load(&array, 7));
	WARN_ON(xa_store(&array, 0, xa_mk_value(5), GFP_KERNEL) || xa_to_value(xa_load(&array, 0)) != 5);
	xa_destroy(&array);
	WARN_ON(!xa_empty(&array));
	WARN_ON(xa_alloc(&numbered, &number, things, xa_limit_32b, GFP_KERNEL) || number != 1);
	xa_destroy(&numbered);
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
