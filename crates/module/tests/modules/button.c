#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/spinlock.h>

#define LINE 7

static DEFINE_SPINLOCK(lock);
static int presses;

static irqreturn_t pressed(int irq, void *dev)
{
	spin_lock(&lock);
	presses++;
	spin_unlock(&lock);
	return in_hardirq() ? IRQ_HANDLED : IRQ_NONE;
}

int presses_so_far(void)
{
	unsigned long flags;
	int count;

	spin_lock_irqsave(&lock, flags);
	count = presses;
	spin_unlock_irqrestore(&lock, flags);
	return count;
}
EXPORT_SYMBOL_GPL(presses_so_far);

static int __init button_init(void)
{
	return request_irq(LINE, pressed, IRQF_SHARED, "button", &presses);
}

static void __exit button_exit(void)
{
	free_irq(LINE, &presses);
}

module_init(button_init);
module_exit(button_exit);
MODULE_LICENSE("GPL");
