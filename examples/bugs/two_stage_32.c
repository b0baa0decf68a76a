// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * Both values are stored and read under one lock. two_stage_32_bug.c is the one that goes wrong.
 *
 *     lockstep run examples/bugs/two_stage_32.c
 *     lockstep check examples/bugs/two_stage_32.c --executions 10000
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

static DECLARE_COMPLETION(done);
static DEFINE_MUTEX(first_lock);
static int first, second;

static int writer(void *unused)
{
	mutex_lock(&first_lock);
	first = 1;
	second = 2;
	mutex_unlock(&first_lock);
	complete(&done);
	return 0;
}

static int reader(void *unused)
{
	int a, b;

	mutex_lock(&first_lock);
	a = first;
	b = second;
	mutex_unlock(&first_lock);
	BUG_ON(a && b != a + 1);
	complete(&done);
	return 0;
}

static int __init two_stage_32_init(void)
{
	long i;

	for (i = 0; i < 31; i++) {
		if (IS_ERR(kthread_run(writer, (void *)i, "writer/%ld", i)))
			complete(&done);
	}
	if (IS_ERR(kthread_run(reader, NULL, "reader")))
		complete(&done);
	return 0;
}

static void __exit two_stage_32_exit(void)
{
	int i;

	for (i = 0; i < 32; i++)
		wait_for_completion(&done);
}

module_init(two_stage_32_init);
module_exit(two_stage_32_exit);

MODULE_LICENSE("Dual MIT/GPL");
