// SPDX-License-Identifier: MIT OR Apache-2.0
/* An object is freed with its work item still pending. */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

struct request {
	struct work_struct work;
	int done;
};
static struct request *request;

static void work_fn(struct work_struct *work)
{
	struct request *r = container_of(work, struct request, work);

	r->done++; //~ ERROR use-after-free
}

static int __init test_init(void)
{
	request = kzalloc(sizeof(*request), GFP_KERNEL);
	if (!request)
		return -ENOMEM;
	INIT_WORK(&request->work, work_fn);
	schedule_work(&request->work);
	kfree(request); //~ ERROR active-object-freed
	return 0;
}

static void __exit test_exit(void)
{
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
