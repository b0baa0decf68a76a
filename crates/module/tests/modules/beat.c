#include <linux/completion.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/timer.h>

struct heart {
	unsigned int beats;
	struct timer_list timer;
	struct completion done;
};

static struct heart heart;

static void beat(struct timer_list *timer)
{
	struct heart *h = from_timer(h, timer, timer);

	if (++h->beats < 3)
		mod_timer(&h->timer, jiffies + msecs_to_jiffies(100));
	else
		complete(&h->done);
}

static int __init beat_init(void)
{
	init_completion(&heart.done);
	timer_setup(&heart.timer, beat, 0);
	mod_timer(&heart.timer, jiffies + HZ);
	return wait_for_completion_timeout(&heart.done, 5 * HZ) ? 0 : -ETIMEDOUT;
}

static void __exit beat_exit(void)
{
	del_timer_sync(&heart.timer);
}

module_init(beat_init);
module_exit(beat_exit);
MODULE_LICENSE("Dual BSD/GPL");
