// SPDX-License-Identifier: MIT OR Apache-2.0
/* A writer becomes a reader; a reader that may not wait tries. */
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/lockdep.h>
#include <linux/module.h>
#include <linux/rwsem.h>

static struct rw_semaphore sem;
static DECLARE_COMPLETION(done);
static int pair[2];

static void same(void)
{
	lockdep_assert_held(&sem);
	if (pair[0] != pair[1])
		BUG();
}

static int writer(void *unused)
{
	down_write(&sem);
	lockdep_assert_held_write(&sem);
	pair[0]++;
	pair[1]++;
	downgrade_write(&sem);
	lockdep_assert_held_read(&sem);
	same();
	up_read(&sem);
	lockdep_assert_not_held(&sem);
	complete(&done);
	return 0;
}

static int reader(void *unused)
{
	down_read(&sem);
	if (down_read_trylock(&sem)) {
		same();
		up_read(&sem);
	}
	same();
	up_read(&sem);
	complete(&done);
	return 0;
}

static int __init test_init(void)
{
	init_rwsem(&sem);
	kthread_run(writer, NULL, "writer");
	kthread_run(reader, NULL, "reader");
	return 0;
}

static void __exit test_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
	if (!down_write_trylock(&sem))
		BUG();
	same();
	up_write(&sem);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
