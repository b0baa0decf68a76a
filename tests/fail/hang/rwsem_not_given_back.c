// SPDX-License-Identifier: MIT OR Apache-2.0
/* A reader ends without up_read(), and no writer gets the semaphore after it. */
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/rwsem.h>

static DECLARE_RWSEM(sem);

static int reader(void *unused)
{
	down_read(&sem); //~ ERROR hang, lock-held-at-exit
	return 0;
}

static int __init test_init(void)
{
	kthread_run(reader, NULL, "reader");
	return 0;
}

static void __exit test_exit(void)
{
	down_write(&sem); //~ ERROR hang
	up_write(&sem);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
