/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_TIMER_H
#define _LOCKSTEP_LINUX_TIMER_H

#include <linux/container_of.h>
#include <linux/jiffies.h>
#include <linux/types.h>
#include <lockstep/removed.h>

#define LOCKSTEP_TIMER_MAGIC 0x534c0004u

struct timer_list {
	u32 magic;
	u32 id;
	unsigned long expires;
	void (*function)(struct timer_list *timer);
	u32 flags;
};

#define TIMER_DEFERRABLE 0x00080000
#define TIMER_PINNED 0x00100000
#define TIMER_IRQSAFE 0x00200000

#define __TIMER_INITIALIZER(callback, flag)                                                                  \
	{                                                                                                    \
		.magic = LOCKSTEP_TIMER_MAGIC, .function = (callback), .flags = (flag)                       \
	}
#define DEFINE_TIMER(name, callback) struct timer_list name = __TIMER_INITIALIZER(callback, 0)

extern void init_timer_key(struct timer_list *timer, void (*callback)(struct timer_list *timer),
			   unsigned int flags, const char *name);
#define timer_setup(timer, callback, flags) init_timer_key(timer, callback, flags, #timer)
#define destroy_timer_on_stack(timer) ((void)(timer))
#define timer_setup_on_stack(timer, callback, flags) timer_setup(timer, callback, flags)

#define timer_container_of(variable, timer, field) container_of(timer, __typeof__(*variable), field)
#define from_timer(variable, timer, field) timer_container_of(variable, timer, field)

extern void init_timer(struct timer_list *timer)
	__attribute__((__error__("was removed in 4.15: write timer_setup(timer, callback, 0)")));
extern void setup_timer(struct timer_list *timer, void (*callback)(unsigned long data), unsigned long data)
	__attribute__((__error__("was removed in 4.15: write timer_setup(timer, callback, 0), whose callback gets the timer")));

extern void add_timer(struct timer_list *timer);
extern int mod_timer(struct timer_list *timer, unsigned long expires);
extern int del_timer(struct timer_list *timer);
extern int del_timer_sync(struct timer_list *timer);
extern int del_singleshot_timer_sync(struct timer_list *timer)
	__lockstep_removed("del_singleshot_timer_sync() was removed in 6.2: write timer_delete_sync()");
extern int timer_delete(struct timer_list *timer);
extern int timer_delete_sync(struct timer_list *timer);
extern int timer_shutdown_sync(struct timer_list *timer);
extern int timer_reduce(struct timer_list *timer, unsigned long expires);
extern int try_to_del_timer_sync(struct timer_list *timer);
extern int timer_pending(const struct timer_list *timer);

#endif
