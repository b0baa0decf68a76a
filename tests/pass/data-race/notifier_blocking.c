// SPDX-License-Identifier: MIT OR Apache-2.0
/* Who has left a chain is told no more. */
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/notifier.h>

static BLOCKING_NOTIFIER_HEAD(chain);
static struct task_struct *teller;
static int told;

static int hear(struct notifier_block *block, unsigned long action, void *data)
{
	told += action;
	return NOTIFY_OK;
}

static struct notifier_block block = { .notifier_call = hear };

static int tell(void *unused)
{
	blocking_notifier_call_chain(&chain, 1, NULL);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

static int __init test_init(void)
{
	int error = blocking_notifier_chain_register(&chain, &block);

	if (error)
		return error;
	teller = kthread_run(tell, NULL, "teller");
	if (IS_ERR(teller)) {
		blocking_notifier_chain_unregister(&chain, &block);
		return PTR_ERR(teller);
	}
	blocking_notifier_chain_unregister(&chain, &block);
	pr_info("%d\n", told);
	return 0;
}

static void __exit test_exit(void)
{
	kthread_stop(teller);
}

module_init(test_init);
module_exit(test_exit);

MODULE_LICENSE("GPL");
