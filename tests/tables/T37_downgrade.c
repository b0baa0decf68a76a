// SPDX-License-Identifier: MIT OR Apache-2.0
/* A writer becomes a reader without a gap. */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/rwsem.h>

static DECLARE_RWSEM(sem);
static int data;
static int seen;

static int writer(void *unused)
{
	down_write(&sem);
	data = 5;
	downgrade_write(&sem);
	seen = data;
	up_read(&sem);
	return 0;
}

static int reader(void *unused)
{
	int got;

	down_read(&sem);
	got = data;
	up_read(&sem);
	return got;
}

static int other(void *unused)
{
	down_write(&sem);
	data = 9;
	up_write(&sem);
	return 0;
}

static int __init start(void)
{
	if (IS_ERR(kthread_run(writer, NULL, "writer")))
		return -ENOMEM;
	if (IS_ERR(kthread_run(reader, NULL, "reader")))
		return -ENOMEM;
	if (IS_ERR(kthread_run(other, NULL, "other")))
		return -ENOMEM;
	return 0;
}

static void __exit stop(void)
{
}

module_init(start);
module_exit(stop);

MODULE_LICENSE("Dual MIT/GPL");
