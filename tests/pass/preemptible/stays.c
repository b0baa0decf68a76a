// SPDX-License-Identifier: MIT OR Apache-2.0
/* Every way to use one's CPU: where nobody can be moved, or where an old answer does no harm. */
#include <linux/err.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

static struct task_struct *threads[2], *bound;
static int turns[NR_CPUS], by_lock[NR_CPUS], hint;
static DEFINE_PER_CPU(int, count);
static DEFINE_SPINLOCK(lock);

static void work_fn(struct work_struct *work)
{
	WRITE_ONCE(hint, smp_processor_id());
}
static DECLARE_WORK(work, work_fn);

static int tally(void *unused)
{
	unsigned long flags;

	turns[get_cpu()]++;
	put_cpu();

	get_cpu_var(count)++;
	put_cpu_var(count);

	local_irq_save(flags);
	__this_cpu_inc(count);
	local_irq_restore(flags);

	spin_lock(&lock);
	by_lock[smp_processor_id()]++;
	spin_unlock(&lock);

	migrate_disable();
	WRITE_ONCE(hint, smp_processor_id());
	migrate_enable();

	this_cpu_inc(count);
	WRITE_ONCE(hint, raw_smp_processor_id());
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int stay(void *unused)
{
	WARN_ON(smp_processor_id() != 3);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int __init test_init(void)
{
	bound = kthread_create(stay, NULL, "bound");
	if (IS_ERR(bound))
		return PTR_ERR(bound);
	kthread_bind(bound, 3);
	wake_up_process(bound);
	threads[0] = kthread_run(tally, NULL, "one");
	threads[1] = kthread_run(tally, NULL, "two");
	schedule_work(&work);
	return 0;
}

static void __exit test_exit(void)
{
	kthread_stop(threads[0]);
	kthread_stop(threads[1]);
	kthread_stop(bound);
	flush_work(&work);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("Dual MIT/GPL");
