#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>

struct stats {
	unsigned long seen;
	struct {
		short low;
		short high;
	} pair[3];
	atomic_t hits;
};

static int counter;
static struct stats stats;
static DEFINE_MUTEX(guard);
static struct task_struct *threads[2];

static int bump(void *unused)
{
	static int calls;
	int i;

	for (i = 0; i < 10; i++)
		counter++;
	mutex_lock(&guard);
	stats.pair[2].high = calls++;
	mutex_unlock(&guard);
	atomic_inc(&stats.hits);
	while (!kthread_should_stop())
		schedule_timeout_uninterruptible(HZ);
	return 0;
}

static int __init counter_init(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(threads); i++) {
		threads[i] = kthread_run(bump, NULL, "bump/%d", i);
		if (IS_ERR(threads[i]))
			return PTR_ERR(threads[i]);
	}
	return 0;
}

static void __exit counter_exit(void)
{
	kthread_stop(threads[0]);
	kthread_stop(threads[1]);
	pr_info("counter %d, hits %d\n", READ_ONCE(counter), atomic_read(&stats.hits));
}

module_init(counter_init);
module_exit(counter_exit);
MODULE_LICENSE("GPL");
