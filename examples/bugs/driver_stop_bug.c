// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * The Bluetooth driver of the literature: an I/O request looks whether the driver is being stopped, and counts
 * itself in only then. The stop may see no request, and free everything, in between. driver_stop.c is the repaired
 * one.
 *
 *     lockstep check examples/bugs/driver_stop_bug.c
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/module.h>

static DECLARE_COMPLETION(done);
static int stopping, stopped;
/* One for the driver itself. */
static atomic_t pending = ATOMIC_INIT(1);
static DECLARE_COMPLETION(idle);

static void leave(void)
{
	if (atomic_dec_and_test(&pending))
		complete(&idle);
}

static int request(void *unused)
{
	if (!READ_ONCE(stopping)) {
		atomic_inc(&pending);
		BUG_ON(READ_ONCE(stopped));
		leave();
	}
	complete(&done);
	return 0;
}

static int stop(void *unused)
{
	WRITE_ONCE(stopping, 1);
	leave();
	wait_for_completion(&idle);
	WRITE_ONCE(stopped, 1);
	complete(&done);
	return 0;
}

static int __init driver_stop_init(void)
{
	if (IS_ERR(kthread_run(request, NULL, "request")))
		complete(&done);
	if (IS_ERR(kthread_run(stop, NULL, "stop")))
		complete(&done);
	return 0;
}

static void __exit driver_stop_exit(void)
{
	wait_for_completion(&done);
	wait_for_completion(&done);
}

module_init(driver_stop_init);
module_exit(driver_stop_exit);

MODULE_LICENSE("Dual MIT/GPL");
