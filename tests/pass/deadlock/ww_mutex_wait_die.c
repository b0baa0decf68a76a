// SPDX-License-Identifier: MIT OR Apache-2.0
/* Whoever would close a cycle gives up and begins again; the younger one. */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/ww_mutex.h>

static DEFINE_WD_CLASS(class);
static DEFINE_WW_MUTEX(first, &class);
static DEFINE_WW_MUTEX(second, &class);
static struct task_struct *other;
static int shared;

static void take(struct ww_mutex *one, struct ww_mutex *two)
{
	struct ww_acquire_ctx ctx;
	struct ww_mutex *other;

	ww_acquire_init(&ctx, &class);
	ww_mutex_lock(one, &ctx);
	while (ww_mutex_lock(two, &ctx) == -EDEADLK) {
		ww_mutex_unlock(one);
		ww_mutex_lock_slow(two, &ctx);
		other = one;
		one = two;
		two = other;
	}
	shared++;
	ww_mutex_unlock(one);
	ww_mutex_unlock(two);
	ww_acquire_fini(&ctx);
}

static int use(void *unused)
{
	take(&second, &first);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int __init test_init(void)
{
	other = kthread_run(use, NULL, "other");
	if (IS_ERR(other))
		return PTR_ERR(other);
	take(&first, &second);
	return 0;
}

static void __exit test_exit(void)
{
	kthread_stop(other);
	pr_info("%d\n", shared);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
