/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_EXPORT_H
#define _LOCKSTEP_LINUX_EXPORT_H

#include <linux/compiler_types.h>
#include <linux/stddef.h>

/* One entry of __ksymtab: what other modules may link with. */
struct kernel_symbol {
	const void *value;
	const char *name;
	const char *license;
};

#define __lockstep_export(symbol, licence)                                                                   \
	static const struct kernel_symbol __ksymtab_##symbol __used __section("__ksymtab")                   \
		__aligned(8) = { (const void *)&symbol, #symbol, licence }

#define EXPORT_SYMBOL(symbol) __lockstep_export(symbol, "")
#define EXPORT_SYMBOL_GPL(symbol) __lockstep_export(symbol, "GPL")
#define EXPORT_SYMBOL_NS(symbol, ns) EXPORT_SYMBOL(symbol)
#define EXPORT_SYMBOL_NS_GPL(symbol, ns) EXPORT_SYMBOL_GPL(symbol)

struct module;

#ifdef MODULE
extern struct module __this_module;
#define THIS_MODULE (&__this_module)
#else
#define THIS_MODULE ((struct module *)0)
#endif

#endif
