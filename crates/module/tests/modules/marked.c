#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>

static int data, flag, scratch;
static int *shared;
static atomic_t count = ATOMIC_INIT(1);
static atomic_long_t total;

int producer(void)
{
	data = 42;
	smp_store_release(&flag, 1);
	WRITE_ONCE(scratch, data_race(data) + 1);
	return xchg(&scratch, 3) + atomic_inc_return(&count) + atomic_add_unless(&count, 2, 9);
}

int consumer(void)
{
	int old = 0;

	while (!smp_load_acquire(&flag))
		cpu_relax();
	if (try_cmpxchg(&scratch, &old, 1) && cmpxchg(&shared, NULL, &data) == NULL)
		pr_info_once("first: %ld\n", atomic_long_add_return(2, &total));
	return READ_ONCE(*shared) + min(old, max(data, 3)) + clamp(data, 0, 9);
}

int sleeper(void)
{
	might_sleep();
	set_current_state(TASK_INTERRUPTIBLE);
	if (!READ_ONCE(flag))
		schedule_timeout(msecs_to_jiffies(10));
	__set_current_state(TASK_RUNNING);
	msleep(1);
	return time_after(jiffies, 100UL) ? current->pid : -EAGAIN;
}

MODULE_LICENSE("GPL");
