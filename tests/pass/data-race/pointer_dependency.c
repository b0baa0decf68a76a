// SPDX-License-Identifier: MIT OR Apache-2.0
/* An object is published by a release and read through a marked pointer. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/module.h>

struct config {
	int a, b;
};

static struct config first = { 1, 2 }, second;
static struct config *config = &first;
static DECLARE_COMPLETION(done);

static int writer(void *unused)
{
	second.a = 3;
	second.b = 4;
	smp_store_release(&config, &second);
	complete(&done);
	return 0;
}

static int reader(void *unused)
{
	struct config *now = READ_ONCE(config);

	WARN_ON(now->b != now->a + 1);
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	kthread_run(writer, NULL, "writer");
	kthread_run(reader, NULL, "reader");
	return 0;
}

static void __exit test_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
