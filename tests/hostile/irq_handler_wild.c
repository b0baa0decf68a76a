// SPDX-License-Identifier: MIT OR Apache-2.0
// expect: 1 oops
/* An interrupt handler at a wild address. */
#include <linux/interrupt.h>
#include <linux/module.h>

static int __init hostile_init(void)
{
	return request_irq(7, (irq_handler_t)0x4141414141414141, 0, "hostile", NULL);
}

static void __exit hostile_exit(void)
{
	free_irq(7, NULL);
}

module_init(hostile_init);
module_exit(hostile_exit);

MODULE_LICENSE("Dual MIT/GPL");
