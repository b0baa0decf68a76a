/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_IRQRETURN_H
#define _LOCKSTEP_LINUX_IRQRETURN_H

enum irqreturn {
	IRQ_NONE = 0,
	IRQ_HANDLED = 1,
	IRQ_WAKE_THREAD = 2,
};

typedef enum irqreturn irqreturn_t;
#define IRQ_RETVAL(handled) ((handled) ? IRQ_HANDLED : IRQ_NONE)

#endif
