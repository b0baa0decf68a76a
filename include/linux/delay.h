/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_DELAY_H
#define _LOCKSTEP_LINUX_DELAY_H

#include <linux/sched.h>

extern void ndelay(unsigned long nanoseconds);
extern void udelay(unsigned long microseconds);
extern void mdelay(unsigned long milliseconds);
extern void msleep(unsigned int milliseconds);
extern unsigned long msleep_interruptible(unsigned int milliseconds);
extern void usleep_range(unsigned long least, unsigned long most);

static inline void fsleep(unsigned long microseconds)
{
	if (microseconds <= 10)
		udelay(microseconds);
	else
		usleep_range(microseconds, 2 * microseconds);
}

static inline void ssleep(unsigned int seconds)
{
	msleep(seconds * 1000);
}

#endif
