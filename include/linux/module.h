/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_MODULE_H
#define _LOCKSTEP_LINUX_MODULE_H

#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/moduleparam.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/stat.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/types.h>

#define MODULE_NAME_LEN (64 - sizeof(unsigned long))

enum module_state {
	MODULE_STATE_LIVE,
	MODULE_STATE_COMING,
	MODULE_STATE_GOING,
	MODULE_STATE_UNFORMED,
};

/* The loader makes the one object of this type that a module has. */
struct module {
	enum module_state state;
	unsigned int id;
	char name[MODULE_NAME_LEN];
};

#define module_name(module) ((module)->name)

#define MODULE_INFO(tag, text) __MODULE_INFO(tag, tag, text)
#define MODULE_LICENSE(text) MODULE_INFO(license, text)
#define MODULE_AUTHOR(text) MODULE_INFO(author, text)
#define MODULE_DESCRIPTION(text) MODULE_INFO(description, text)
#define MODULE_VERSION(text) MODULE_INFO(version, text)
#define MODULE_ALIAS(text) MODULE_INFO(alias, text)
#define MODULE_SOFTDEP(text) MODULE_INFO(softdep, text)
#define MODULE_FIRMWARE(text) MODULE_INFO(firmware, text)
#define MODULE_IMPORT_NS(ns) MODULE_INFO(import_ns, __stringify(ns))
#define MODULE_DEVICE_TABLE(type, name)
#define MODULE_SUPPORTED_DEVICE(name)

/* The loader calls init_module and cleanup_module; the inline function checks the type of what they name. */
#define module_init(function)                                                                                \
	static inline initcall_t __maybe_unused __inittest(void)                                             \
	{                                                                                                    \
		return function;                                                                             \
	}                                                                                                    \
	int init_module(void) __copy(function) __alias(function);

#define module_exit(function)                                                                                \
	static inline exitcall_t __maybe_unused __exittest(void)                                             \
	{                                                                                                    \
		return function;                                                                             \
	}                                                                                                    \
	void cleanup_module(void) __copy(function) __alias(function);

#define early_initcall(function) module_init(function)
#define core_initcall(function) module_init(function)
#define postcore_initcall(function) module_init(function)
#define arch_initcall(function) module_init(function)
#define subsys_initcall(function) module_init(function)
#define fs_initcall(function) module_init(function)
#define device_initcall(function) module_init(function)
#define late_initcall(function) module_init(function)

#endif
